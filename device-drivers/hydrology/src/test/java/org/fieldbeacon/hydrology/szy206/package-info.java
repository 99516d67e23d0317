@NullMarked
package org.fieldbeacon.hydrology.szy206;

import org.jspecify.annotations.NullMarked;
