/// OPC UA servers (pump stations, gates, greenhouse PLCs) through Eclipse Milo: trust, session,
/// subscription that comes back by itself, reads, writes, browsing (OPC UA Parts 3, 4, 6 and 8,
/// v1.05). Imports driver-api and Milo only. A driver's link thread owns its session; what Milo's
/// threads bring goes through one bounded queue.
@NullMarked
package org.fieldbeacon.opcua;

import org.jspecify.annotations.NullMarked;
