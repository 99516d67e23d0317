/// Modbus over TCP and RTU: pure codec, framing, bus arbitration, driver (Modbus Application
/// Protocol V1.1b3; Modbus over Serial Line V1.02; Modbus Messaging on TCP/IP V1.0b). Imports
/// driver-api only. Codec classes are pure; a [ModbusBus] may be used from any thread.
@NullMarked
package org.fieldbeacon.modbus;

import org.jspecify.annotations.NullMarked;
