/// How good the machine's clock is, and how it compares with others: the kernel's own word, a time
/// server, a GNSS receiver. Follows the one that the site names; besides that sets it only when
/// somebody takes a phone's time over. Imports driver-api. What asks blocks, for seconds at most.
@NullMarked
package org.fieldbeacon.agent.clock;

import org.jspecify.annotations.NullMarked;
