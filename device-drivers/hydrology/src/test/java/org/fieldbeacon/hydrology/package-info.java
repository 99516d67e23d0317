@NullMarked
package org.fieldbeacon.hydrology;

import org.jspecify.annotations.NullMarked;
