/// A simulated OPC UA server: variables that follow their signals, secured endpoints, users.
/// Imports Milo's server, the faults and the signals. Any thread may call it.
@NullMarked
package org.fieldbeacon.simulator.opcua;

import org.jspecify.annotations.NullMarked;
