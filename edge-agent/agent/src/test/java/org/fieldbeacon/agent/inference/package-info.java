@NullMarked
package org.fieldbeacon.agent.inference;

import org.jspecify.annotations.NullMarked;
