@NullMarked
package org.fieldbeacon.agent.console;

import org.jspecify.annotations.NullMarked;
