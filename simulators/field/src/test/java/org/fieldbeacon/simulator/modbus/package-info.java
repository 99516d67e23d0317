@NullMarked
package org.fieldbeacon.simulator.modbus;

import org.jspecify.annotations.NullMarked;
