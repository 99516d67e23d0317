/// GNSS receivers and marine sensors after NMEA 0183. Imports the driver API only. The codec is
/// pure and may be called from any thread.
@NullMarked
package org.fieldbeacon.machinery.nmea;

import org.jspecify.annotations.NullMarked;
