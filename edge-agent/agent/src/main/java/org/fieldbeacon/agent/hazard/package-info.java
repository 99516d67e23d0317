/// Typed hazard rules: from flagged observations to assessments with evidence. Pure but for what
/// they remember; called on the pipeline's thread. Imports feature.
@NullMarked
package org.fieldbeacon.agent.hazard;

import org.jspecify.annotations.NullMarked;
