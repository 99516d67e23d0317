/// Runs one driver per link on its own virtual thread and hands observations over through a bounded
/// queue. Imports driver-api and config.
@NullMarked
package org.fieldbeacon.agent.acquire;

import org.jspecify.annotations.NullMarked;
