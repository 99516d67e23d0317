/// What both ends of the bridge agree on: topics, message records and their bytes, CAP 1.2,
/// GeoJSON, signatures. Imports the JDK and Jackson only; knows neither drivers nor the agent.
/// Values are immutable; codecs are stateless; any thread.
@NullMarked
package org.fieldbeacon.contract;

import org.jspecify.annotations.NullMarked;
