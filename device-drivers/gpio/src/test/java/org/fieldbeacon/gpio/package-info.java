@NullMarked
package org.fieldbeacon.gpio;

import org.jspecify.annotations.NullMarked;
