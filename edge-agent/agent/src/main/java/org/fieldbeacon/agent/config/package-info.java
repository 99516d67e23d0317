/// Reads and checks site and profile files. Imports driver-api; used once at start, on the main
/// thread.
@NullMarked
package org.fieldbeacon.agent.config;

import org.jspecify.annotations.NullMarked;
