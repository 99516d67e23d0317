@NullMarked
package org.fieldbeacon.agent.health;

import org.jspecify.annotations.NullMarked;
