/// One MQTT 5 connection, the same for both ends of the bridge. The only package that imports Paho,
/// and the place where its traps are handled once. Handlers and callbacks run on Paho's own thread
/// and must not block; everything else may be called from any thread.
@NullMarked
package org.fieldbeacon.mqtt;

import org.jspecify.annotations.NullMarked;
