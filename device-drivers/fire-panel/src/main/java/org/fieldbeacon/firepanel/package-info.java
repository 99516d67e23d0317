/// Fire panels behind user information transmission devices (GB/T 26875.3-2011). Imports the driver
/// API only. The codec is pure and may be called from any thread.
@NullMarked
package org.fieldbeacon.firepanel;

import org.jspecify.annotations.NullMarked;
