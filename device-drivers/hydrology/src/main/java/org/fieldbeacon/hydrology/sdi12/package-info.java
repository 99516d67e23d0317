/// SDI-12 v1.4, sensors on a 1200 baud line: commands, responses, check values. Pure. Imports
/// driver-api and [org.fieldbeacon.hydrology.code].
@NullMarked
package org.fieldbeacon.hydrology.sdi12;

import org.jspecify.annotations.NullMarked;
