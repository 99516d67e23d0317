/// Environmental monitoring stations after HJ 212 (2005, 2017, 2025): water, air, noise and
/// pollution sources. Imports the driver API only. The codec is pure and may be called from any
/// thread.
@NullMarked
package org.fieldbeacon.environment;

import org.jspecify.annotations.NullMarked;
