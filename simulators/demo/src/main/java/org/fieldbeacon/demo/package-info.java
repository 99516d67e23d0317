/// The product in one command: simulated field devices, a gateway and the one map as processes of
/// their own, watched from outside.
@NullMarked
package org.fieldbeacon.demo;

import org.jspecify.annotations.NullMarked;
