/// Tests of the simulated camera.
@NullMarked
package org.fieldbeacon.simulator.camera;

import org.jspecify.annotations.NullMarked;
