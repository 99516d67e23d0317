/// What the protocols of farm machines share: lines of text.
@NullMarked
package org.fieldbeacon.machinery;

import org.jspecify.annotations.NullMarked;
