/// Tests of the wire: round trips, damage at every octet, golden files, published CAP schema.
@NullMarked
package org.fieldbeacon.contract;

import org.jspecify.annotations.NullMarked;
