/// Tests of the camera room.
@NullMarked
package org.fieldbeacon.camera;

import org.jspecify.annotations.NullMarked;
