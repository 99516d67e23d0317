/// SDI-12 v1.4, sensors on a 1200 baud line: the codec of commands, responses and check values,
/// which is pure, and the driver that asks them. Imports driver-api and
/// [org.fieldbeacon.hydrology.code].
@NullMarked
package org.fieldbeacon.hydrology.sdi12;

import org.jspecify.annotations.NullMarked;
