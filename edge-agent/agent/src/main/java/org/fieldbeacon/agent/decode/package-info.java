/// The `decode` verb: what a frame from a serial monitor or a capture says. Knows the drivers'
/// decoders by their service alone and no station. One thread, the caller's.
@NullMarked
package org.fieldbeacon.agent.decode;

import org.jspecify.annotations.NullMarked;
