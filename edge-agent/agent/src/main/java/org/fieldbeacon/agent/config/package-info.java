/// What the gateway is told: site files and profiles, read once at the start into immutable
/// records, or refused with every problem named. Pure but for reading files; any thread. Imports
/// driver-api.
@NullMarked
package org.fieldbeacon.agent.config;

import org.jspecify.annotations.NullMarked;
