/// Tests of the uplink against a real broker, a fake map and a fake outbox.
@NullMarked
package org.fieldbeacon.uplink;

import org.jspecify.annotations.NullMarked;
