@NullMarked
package org.fieldbeacon.agent.clock;

import org.jspecify.annotations.NullMarked;
