/// The two stores: the observation log (group commit, compressed, a ring by bytes) and alarms.db
/// (commit = fsync). Each has one writer thread of its own; readers may be any thread, but a native
/// call holds its carrier, so a virtual thread that reads is pinned meanwhile. Imports driver-api
/// and contract. Give `org.sqlite.lib.path` the folder of the unpacked SQLite library, or at least
/// `org.sqlite.tmpdir` a folder that may execute: a `/tmp` mounted noexec stops the start.
@NullMarked
package org.fieldbeacon.agent.store;

import org.jspecify.annotations.NullMarked;
