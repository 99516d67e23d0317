/// The verb `scan`: what devices are there, and which profile may be theirs. Asks through the
/// drivers' own scanners and, for a suggestion, reads what each profile would read. Imports config
/// (shipped profiles) and driver-api. Runs on the command's thread.
@NullMarked
package org.fieldbeacon.agent.scan;

import org.jspecify.annotations.NullMarked;
