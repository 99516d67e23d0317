/// Takes signed commands from the map, in a lane of their own, to alarm and action. Imports alarm,
/// contract.
@NullMarked
package org.fieldbeacon.agent.command;

import org.jspecify.annotations.NullMarked;
