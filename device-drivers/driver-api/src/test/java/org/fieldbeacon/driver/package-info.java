/// The contract every driver must keep, as a test kit for the drivers' own modules.
@NullMarked
package org.fieldbeacon.driver;

import org.jspecify.annotations.NullMarked;
