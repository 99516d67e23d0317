@NullMarked
package org.fieldbeacon.agent.store;

import org.jspecify.annotations.NullMarked;
