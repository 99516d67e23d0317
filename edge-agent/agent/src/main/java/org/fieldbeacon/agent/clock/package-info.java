/// How good the machine's clock is, and how it compares with others: the kernel's own word, a time
/// server asked once, a GNSS receiver listened to. Sets it only when somebody takes a phone's time
/// over. Imports driver-api. Everything here blocks, for seconds at most.
@NullMarked
package org.fieldbeacon.agent.clock;

import org.jspecify.annotations.NullMarked;
