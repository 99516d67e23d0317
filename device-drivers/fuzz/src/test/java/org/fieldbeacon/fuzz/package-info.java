/// Bad input for every codec on the class path: every damage of every published frame, and what a
/// fuzzer thinks of. Knows the rooms by the decoder service alone.
@NullMarked
package org.fieldbeacon.fuzz;

import org.jspecify.annotations.NullMarked;
