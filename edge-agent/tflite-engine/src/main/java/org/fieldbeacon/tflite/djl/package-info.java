/// The DJL engine `TFLite`: found by DJL through `ServiceLoader`, over
/// [org.fieldbeacon.tflite.TfLiteGraph].
///
/// Imports DJL's API and the package above. Predictors may be shared by threads as far as their
/// translator may.
@NullMarked
package org.fieldbeacon.tflite.djl;

import org.jspecify.annotations.NullMarked;
