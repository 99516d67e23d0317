/// What is simulated: devices, what their registers say, and when something breaks. A scenario is
/// read from YAML whole or not at all. Imports `modbus`, `series`, `fault`; any thread may read it.
@NullMarked
package org.fieldbeacon.simulator.scenario;

import org.jspecify.annotations.NullMarked;
