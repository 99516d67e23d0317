/// Derived quantities over gap-aware windows: rain sums, rate of rise. Pure; pipeline thread.
@NullMarked
package org.fieldbeacon.agent.feature;

import org.jspecify.annotations.NullMarked;
