@NullMarked
package org.fieldbeacon.agent.action;

import org.jspecify.annotations.NullMarked;
