@NullMarked
package org.fieldbeacon.machinery.jt808;

import org.jspecify.annotations.NullMarked;
