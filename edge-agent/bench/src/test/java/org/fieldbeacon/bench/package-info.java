@NullMarked
package org.fieldbeacon.bench;

import org.jspecify.annotations.NullMarked;
