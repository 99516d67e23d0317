/// Local outputs with interlock, minimum times, dead-man, read-back and a fail-safe state. Decides
/// on the pipeline thread; writes on the link's thread. Imports alarm.
@NullMarked
package org.fieldbeacon.agent.action;

import org.jspecify.annotations.NullMarked;
