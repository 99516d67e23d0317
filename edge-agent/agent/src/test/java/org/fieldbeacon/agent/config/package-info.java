@NullMarked
package org.fieldbeacon.agent.config;

import org.jspecify.annotations.NullMarked;
