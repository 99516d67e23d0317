/// The two stores: the observation log (group commit, compressed, a ring by bytes) and alarms.db
/// (commit = fsync). Each has one writer thread of its own. Imports driver-api and contract.
@NullMarked
package org.fieldbeacon.agent.store;

import org.jspecify.annotations.NullMarked;
