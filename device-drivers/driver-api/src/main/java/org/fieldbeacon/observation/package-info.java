/// What was seen in the field: an observation with its unit, two times, their uncertainty and a
/// quality flag (SensorThings, ISO 19156, QARTOD). Imports the JDK only. Values are immutable and
/// may be read from any thread.
@NullMarked
package org.fieldbeacon.observation;

import org.jspecify.annotations.NullMarked;
