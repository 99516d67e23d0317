/// What must leave this gateway, until the map has it: both stores behind the uplink's port, and
/// the commits of alarms with the messages about them. Imports alarm and store.
@NullMarked
package org.fieldbeacon.agent.outbox;

import org.jspecify.annotations.NullMarked;
