/// Typed hazard rules: pure functions from features and flags to assessments with evidence.
/// Pipeline thread. Imports feature.
@NullMarked
package org.fieldbeacon.agent.hazard;

import org.jspecify.annotations.NullMarked;
