@NullMarked
package org.fieldbeacon.opcua;

import org.jspecify.annotations.NullMarked;
