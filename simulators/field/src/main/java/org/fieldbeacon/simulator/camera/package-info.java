/// A network camera that serves recorded pictures over HTTP, with what can be wrong with one.
/// Imports the JDK and the other packages of the simulator. A thread for each connection.
@NullMarked
package org.fieldbeacon.simulator.camera;

import org.jspecify.annotations.NullMarked;
