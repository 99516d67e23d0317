@NullMarked
package org.fieldbeacon.machinery.j1939;

import org.jspecify.annotations.NullMarked;
