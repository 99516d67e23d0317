@NullMarked
package org.fieldbeacon.agent.feature;

import org.jspecify.annotations.NullMarked;
