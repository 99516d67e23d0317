/// How a device is reached and read: links, device profiles, the driver contract and its life
/// cycle. Imports [org.fieldbeacon.observation] and, for serial lines, jSerialComm. A driver is
/// called on its own link's thread, except where a method says otherwise.
@NullMarked
package org.fieldbeacon.driver;

import org.jspecify.annotations.NullMarked;
