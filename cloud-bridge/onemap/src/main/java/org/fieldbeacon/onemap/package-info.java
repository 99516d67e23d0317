/// The province end of the bridge: takes what gateways send, keeps it, says what it holds, and
/// shows it. Imports the contract and the MQTT session. Four threads meet here: the MQTT client's
/// callback hands messages to `onemap-store`, the one writer of the database; `onemap-read` answers
/// queries; the event loop serves HTTP and never touches the disk.
@NullMarked
package org.fieldbeacon.onemap;

import org.jspecify.annotations.NullMarked;
