@NullMarked
package org.fieldbeacon.demo;

import org.jspecify.annotations.NullMarked;
