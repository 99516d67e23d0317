@NullMarked
package org.fieldbeacon.agent.quality;

import org.jspecify.annotations.NullMarked;
