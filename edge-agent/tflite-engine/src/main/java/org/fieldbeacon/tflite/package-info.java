/// TensorFlow Lite models from Java, on Linux x86-64 and ARM64, over the plain C API of the native
/// library.
///
/// [org.fieldbeacon.tflite.TfLiteGraph] opens, verifies and shares a model file; a
/// [org.fieldbeacon.tflite.TfLiteSession] is one interpreter, lent to one thread at a time. The
/// package imports the JDK alone; the DJL engine on top of it is in `org.fieldbeacon.tflite.djl`.
/// Any thread may call it; a native call holds its thread, so inference belongs on platform
/// threads.
@NullMarked
package org.fieldbeacon.tflite;

import org.jspecify.annotations.NullMarked;
