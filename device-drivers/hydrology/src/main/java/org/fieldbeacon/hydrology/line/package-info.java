/// Stations on a line: a listener that they connect to, a serial line, a serial server. What both
/// centres, SL 651 and SZY 206, stand on. Imports driver-api and [org.fieldbeacon.hydrology.code].
/// A virtual thread a connection.
@NullMarked
package org.fieldbeacon.hydrology.line;

import org.jspecify.annotations.NullMarked;
