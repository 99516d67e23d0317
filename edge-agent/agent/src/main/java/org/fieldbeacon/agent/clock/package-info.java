/// How good the machine's clock is, and how it compares with others: the kernel's own word, a time
/// server asked once, a GNSS receiver listened to. Sets nothing. Imports driver-api. Everything
/// here blocks, for seconds at most.
@NullMarked
package org.fieldbeacon.agent.clock;

import org.jspecify.annotations.NullMarked;
