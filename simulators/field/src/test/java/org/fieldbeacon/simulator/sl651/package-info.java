@NullMarked
package org.fieldbeacon.simulator.sl651;

import org.jspecify.annotations.NullMarked;
