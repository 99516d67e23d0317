@NullMarked
package org.fieldbeacon.agent.doctor;

import org.jspecify.annotations.NullMarked;
