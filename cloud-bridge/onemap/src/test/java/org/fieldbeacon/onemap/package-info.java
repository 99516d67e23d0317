@NullMarked
package org.fieldbeacon.onemap;

import org.jspecify.annotations.NullMarked;
