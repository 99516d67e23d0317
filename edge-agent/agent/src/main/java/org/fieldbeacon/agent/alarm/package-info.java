/// The life of an alarm after ISA-18.2 / IEC 62682 / OPC UA Part 9: one transition table. Pipeline
/// thread. Imports hazard.
@NullMarked
package org.fieldbeacon.agent.alarm;

import org.jspecify.annotations.NullMarked;
