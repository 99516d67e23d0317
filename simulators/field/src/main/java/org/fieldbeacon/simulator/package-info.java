/// The other end of every field wire: `simulate` plays a scenario, and [FieldSimulator] does the
/// same inside another program. Imports the packages below it. One virtual thread updates the
/// registers; all may be called from any thread.
@NullMarked
package org.fieldbeacon.simulator;

import org.jspecify.annotations.NullMarked;
