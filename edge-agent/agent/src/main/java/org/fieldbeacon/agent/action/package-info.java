/// Turns alarms into commanded outputs: siren, light, pump. Every output has an interlock, shortest
/// times on and off, a dead-man, a read-back and a fail-safe state. [OutputEngine] decides, without
/// clock or thread, on the pipeline's thread, so that a replay decides the same; [OutputWriter]
/// carries out on virtual threads of its own. Imports driver-api, config and hazard.
@NullMarked
package org.fieldbeacon.agent.action;

import org.jspecify.annotations.NullMarked;
