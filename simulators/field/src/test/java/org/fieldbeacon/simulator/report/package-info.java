@NullMarked
package org.fieldbeacon.simulator.report;

import org.jspecify.annotations.NullMarked;
