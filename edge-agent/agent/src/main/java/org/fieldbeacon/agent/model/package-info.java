/// Model packages: what is in one, whether it can be trusted, and how its model is run. Any thread
/// but where a class says otherwise. Imports config, feature and the TFLite engine through DJL.
@NullMarked
package org.fieldbeacon.agent.model;

import org.jspecify.annotations.NullMarked;
