@NullMarked
package org.fieldbeacon.agent.acquire;

import org.jspecify.annotations.NullMarked;
