/// Prometheus metrics and the health endpoint on the event loop. Imports nothing of the pipeline
/// but figures it is given.
@NullMarked
package org.fieldbeacon.agent.health;

import org.jspecify.annotations.NullMarked;
