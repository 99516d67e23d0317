@NullMarked
package org.fieldbeacon.simulator.series;

import org.jspecify.annotations.NullMarked;
