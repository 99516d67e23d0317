/// The verb `doctor`: what this board has, from what the kernel shows under `/dev`, `/sys`, `/proc`
/// and `/run`, and what stands in the way of a gateway. Imports driver-api. Pure but for reading
/// files below a root that tests choose.
@NullMarked
package org.fieldbeacon.agent.doctor;

import org.jspecify.annotations.NullMarked;
