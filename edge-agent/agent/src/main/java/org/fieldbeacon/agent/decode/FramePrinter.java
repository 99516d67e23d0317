package org.fieldbeacon.agent.decode;

import org.fieldbeacon.driver.DecodedFrame;

/// How a decoded frame is shown: to a program or to a person.
interface FramePrinter {
  void show(int number, DecodedFrame frame);

  /// After the last frame.
  void end(int frames, int bad);
}
