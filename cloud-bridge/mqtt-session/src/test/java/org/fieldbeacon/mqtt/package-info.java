/// Tests against a real broker, and the broker for the rooms above.
@NullMarked
package org.fieldbeacon.mqtt;

import org.jspecify.annotations.NullMarked;
