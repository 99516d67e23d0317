@NullMarked
package org.fieldbeacon.agent.archive;

import org.jspecify.annotations.NullMarked;
