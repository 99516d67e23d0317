@NullMarked
package org.fieldbeacon.agent.alarm;

import org.jspecify.annotations.NullMarked;
