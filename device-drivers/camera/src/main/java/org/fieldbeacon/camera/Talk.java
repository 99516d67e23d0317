package org.fieldbeacon.camera;

import java.util.function.Supplier;
import org.fieldbeacon.driver.LineTap;

/// What is said with one camera, for a technician who looks. Any thread.
record Talk(LineTap tap, String device) {
  void asked(String whom, Supplier<String> words) {
    tap.note(device, true, whom, words);
  }

  void answered(String whom, Supplier<String> words) {
    tap.note(device, false, whom, words);
  }
}
