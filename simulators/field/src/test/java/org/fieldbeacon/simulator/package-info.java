@NullMarked
package org.fieldbeacon.simulator;

import org.jspecify.annotations.NullMarked;
