/// What must leave this gateway until the map acknowledges it; implements the uplink's Outbox port
/// on the two stores. Imports alarm, store, contract, uplink.
@NullMarked
package org.fieldbeacon.agent.outbox;

import org.jspecify.annotations.NullMarked;
