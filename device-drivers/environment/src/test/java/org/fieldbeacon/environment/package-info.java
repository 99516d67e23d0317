@NullMarked
package org.fieldbeacon.environment;

import org.jspecify.annotations.NullMarked;
