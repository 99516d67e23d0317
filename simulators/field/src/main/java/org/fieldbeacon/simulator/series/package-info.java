/// Recorded series, and the clock they are played on. Imports the JDK only. A [Series] never
/// changes and may be read from any thread.
@NullMarked
package org.fieldbeacon.simulator.series;

import org.jspecify.annotations.NullMarked;
