@NullMarked
package org.fieldbeacon.machinery.nmea;

import org.jspecify.annotations.NullMarked;
