@NullMarked
package org.fieldbeacon.hydrology.code;

import org.jspecify.annotations.NullMarked;
