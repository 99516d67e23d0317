/// The map's orders: each is obeyed, on the pipeline's thread where it is about an alarm, and
/// answered through the outbox. Imports inference, alarm, outbox and store.
@NullMarked
package org.fieldbeacon.agent.command;

import org.jspecify.annotations.NullMarked;
