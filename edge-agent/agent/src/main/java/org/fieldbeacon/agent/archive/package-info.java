/// Archives that people bring: zip and tar, read with bounds and without trust. A name that leads
/// out, a link, a device, a name twice, too many files or too many bytes end the reading before
/// anything of the entry has been written. Imports driver-api; any thread, blocks.
@NullMarked
package org.fieldbeacon.agent.archive;

import org.jspecify.annotations.NullMarked;
