@NullMarked
package org.fieldbeacon.modbus;

import org.jspecify.annotations.NullMarked;
