/// SL 651-2014 telemetry stations that connect to a centre and report. Written apart from the
/// driver, so that the two cannot share a mistake. One virtual thread a station.
@NullMarked
package org.fieldbeacon.simulator.sl651;

import org.jspecify.annotations.NullMarked;
