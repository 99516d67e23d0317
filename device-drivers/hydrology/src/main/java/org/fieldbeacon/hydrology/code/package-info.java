/// How the hydrological protocols write numbers: packed decimal digits, clock digits, check values.
/// Pure; any thread. Imports the JDK only.
@NullMarked
package org.fieldbeacon.hydrology.code;

import org.jspecify.annotations.NullMarked;
