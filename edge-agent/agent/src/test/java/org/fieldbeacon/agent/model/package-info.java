@NullMarked
package org.fieldbeacon.agent.model;

import org.jspecify.annotations.NullMarked;
