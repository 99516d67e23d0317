@NullMarked
package org.fieldbeacon.agent.outbox;

import org.jspecify.annotations.NullMarked;
