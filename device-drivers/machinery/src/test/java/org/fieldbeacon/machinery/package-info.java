/// What the tests of this room share.
@NullMarked
package org.fieldbeacon.machinery;

import org.jspecify.annotations.NullMarked;
