@NullMarked
package org.fieldbeacon.hydrology.sl651;

import org.jspecify.annotations.NullMarked;
