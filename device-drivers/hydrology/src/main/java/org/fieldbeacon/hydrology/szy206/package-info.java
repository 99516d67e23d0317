/// SZY 206-2016 and its successor SL/T 427-2021, telemetry of water resources: frames and what they
/// say. Pure. Imports driver-api and [org.fieldbeacon.hydrology.code].
@NullMarked
package org.fieldbeacon.hydrology.szy206;

import org.jspecify.annotations.NullMarked;
