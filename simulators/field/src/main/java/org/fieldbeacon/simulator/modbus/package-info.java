/// Modbus servers to test against: TCP, and RTU carried by TCP (Modbus Application Protocol V1.1b3;
/// Modbus over Serial Line V1.02; Modbus Messaging on TCP/IP V1.0b). Written apart from the driver,
/// so that the two cannot share a mistake. One virtual thread per connection; units may be set and
/// read from any thread.
@NullMarked
package org.fieldbeacon.simulator.modbus;

import org.jspecify.annotations.NullMarked;
