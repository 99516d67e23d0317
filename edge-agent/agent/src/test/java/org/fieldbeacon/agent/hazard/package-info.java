@NullMarked
package org.fieldbeacon.agent.hazard;

import org.jspecify.annotations.NullMarked;
