/// The gateway's end of the bridge: takes from the [Outbox] and keeps sending until the map has
/// confirmed; lets signed commands in. Imports the contract and the MQTT session. One platform
/// thread owns the connection, the windows and every call of the outbox.
@NullMarked
package org.fieldbeacon.uplink;

import org.jspecify.annotations.NullMarked;
