@NullMarked
package org.fieldbeacon.drone;

import org.jspecify.annotations.NullMarked;
