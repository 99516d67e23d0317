@NullMarked
package org.fieldbeacon.agent.scan;

import org.jspecify.annotations.NullMarked;
