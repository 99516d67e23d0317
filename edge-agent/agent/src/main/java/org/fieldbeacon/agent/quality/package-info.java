/// QARTOD tests: flags, never deletes. Pure and single-threaded: called on the pipeline's thread,
/// or by the `qc` verb. Imports driver-api and config.
@NullMarked
package org.fieldbeacon.agent.quality;

import org.jspecify.annotations.NullMarked;
