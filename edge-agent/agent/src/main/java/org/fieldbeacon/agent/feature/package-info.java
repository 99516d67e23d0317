/// Derived quantities over gap-aware windows: rain sums, rate of rise, time to a threshold. Pure;
/// pipeline thread. Imports the JDK only.
@NullMarked
package org.fieldbeacon.agent.feature;

import org.jspecify.annotations.NullMarked;
