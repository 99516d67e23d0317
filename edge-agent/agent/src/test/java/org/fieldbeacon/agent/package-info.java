/// The gateway process: [Main] knows the verbs; each station of the way of the data has a package
/// below.
@NullMarked
package org.fieldbeacon.agent;

import org.jspecify.annotations.NullMarked;
