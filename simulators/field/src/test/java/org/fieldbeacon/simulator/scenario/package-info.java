@NullMarked
package org.fieldbeacon.simulator.scenario;

import org.jspecify.annotations.NullMarked;
