/// The map's orders: each is obeyed on the pipeline's thread and answered through the outbox.
/// Imports alarm, outbox and store.
@NullMarked
package org.fieldbeacon.agent.command;

import org.jspecify.annotations.NullMarked;
