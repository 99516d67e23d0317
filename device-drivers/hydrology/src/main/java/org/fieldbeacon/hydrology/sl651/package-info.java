/// SL 651-2014, hydrological telemetry: frames, bodies, sessions. Codec and framing are pure.
/// Imports driver-api and [org.fieldbeacon.hydrology.code].
@NullMarked
package org.fieldbeacon.hydrology.sl651;

import org.jspecify.annotations.NullMarked;
