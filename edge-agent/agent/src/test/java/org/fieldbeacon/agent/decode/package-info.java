@NullMarked
package org.fieldbeacon.agent.decode;

import org.jspecify.annotations.NullMarked;
