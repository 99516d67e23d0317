/// The technician's console: an HTTP API under `/api/v1` and the page that uses nothing else. It
/// sees the gateway through [org.fieldbeacon.agent.console.LiveSite], as snapshots, and asks
/// through it. Everything here runs on the event loop, unless it says that it blocks; disk and
/// password hashing go to the console's own two workers. Imports config, store, alarm, action, scan
/// and what they import.
@NullMarked
package org.fieldbeacon.agent.console;

import org.jspecify.annotations.NullMarked;
