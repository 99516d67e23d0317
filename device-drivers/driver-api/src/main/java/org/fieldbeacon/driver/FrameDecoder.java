package org.fieldbeacon.driver;

import java.io.IOException;
import java.io.InputStream;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// One protocol's codec by itself, without a link or a site: what a technician needs to see what a
/// frame from a serial monitor says. Found by [ServiceLoader]. Stateless; any thread.
public interface FrameDecoder {
  /// The name it goes by: `sl651`, `modbus-rtu`.
  String protocol();

  /// Reads frames until the end of `in` and tells each, in order. Text protocols and those written
  /// as hex take one frame a line, see [FrameLines]; one with files of its own reads those. What
  /// spans several frames (sub-packets, transport protocols) is told with the frame that completes
  /// it. Bad frames are told as such and never thrown.
  ///
  /// @throws IOException when `in` cannot be read
  void decode(InputStream in, Consumer<DecodedFrame> told) throws IOException;

  /// Overwrites passwords in captured bytes, in place, so that they can be shown. The bytes may be
  /// cut anywhere and need not hold.
  default void conceal(byte[] captured) {}

  /// All decoders on the class path.
  static Stream<FrameDecoder> all() {
    return ServiceLoader.load(FrameDecoder.class).stream().map(ServiceLoader.Provider::get);
  }
}
