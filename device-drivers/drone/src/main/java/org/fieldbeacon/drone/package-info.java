/// Drones that speak MAVLink 1 and 2: telemetry is read, nothing is commanded. Imports the driver
/// API only. The codec is pure and may be called from any thread.
@NullMarked
package org.fieldbeacon.drone;

import org.jspecify.annotations.NullMarked;
