@NullMarked
package org.fieldbeacon.firepanel;

import org.jspecify.annotations.NullMarked;
