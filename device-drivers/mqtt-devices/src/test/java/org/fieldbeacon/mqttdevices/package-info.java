@NullMarked
package org.fieldbeacon.mqttdevices;

import org.jspecify.annotations.NullMarked;
