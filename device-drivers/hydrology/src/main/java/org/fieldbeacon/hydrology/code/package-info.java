/// What the hydrological protocols share: packed decimal digits, clock digits, check values, and
/// how frames are cut out of bytes. Pure; any thread. Imports driver-api.
@NullMarked
package org.fieldbeacon.hydrology.code;

import org.jspecify.annotations.NullMarked;
