/// What can be wrong with a simulated device. Imports the JDK only. Any thread may call it.
@NullMarked
package org.fieldbeacon.simulator.fault;

import org.jspecify.annotations.NullMarked;
