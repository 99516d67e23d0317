/// Still pictures of network cameras: over HTTP, by ONVIF, from RTSP streams and from folders.
/// Imports the driver contract and the JDK. The link's thread calls it; `close` any thread.
@NullMarked
package org.fieldbeacon.camera;

import org.jspecify.annotations.NullMarked;
