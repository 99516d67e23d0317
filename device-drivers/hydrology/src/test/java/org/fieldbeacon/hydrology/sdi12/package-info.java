@NullMarked
package org.fieldbeacon.hydrology.sdi12;

import org.jspecify.annotations.NullMarked;
