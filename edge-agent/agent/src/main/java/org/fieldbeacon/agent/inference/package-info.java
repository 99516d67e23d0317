/// Asks models: what is due and what it is to see on the pipeline's thread, the asking itself on a
/// bounded worker of its own. Imports feature and model.
@NullMarked
package org.fieldbeacon.agent.inference;

import org.jspecify.annotations.NullMarked;
