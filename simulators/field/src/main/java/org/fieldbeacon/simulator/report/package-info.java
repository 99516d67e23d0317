/// Devices that speak by themselves: HJ 212, GB/T 26875.3, JT/T 808, SZY 206, MAVLink, J1939, NMEA
/// 0183 and what publishes over MQTT. Written apart from the drivers, so that the two cannot share
/// a mistake. One virtual thread a device, and one for each connection that is served.
@NullMarked
package org.fieldbeacon.simulator.report;

import org.jspecify.annotations.NullMarked;
