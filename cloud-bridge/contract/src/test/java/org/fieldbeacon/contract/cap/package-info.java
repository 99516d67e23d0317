/// Tests of CAP against the published schema and vectors.
@NullMarked
package org.fieldbeacon.contract.cap;

import org.jspecify.annotations.NullMarked;
