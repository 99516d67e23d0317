package org.fieldbeacon.driver;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.fieldbeacon.driver.Attributes.Problem;

/// One protocol, found by [ServiceLoader]: checks the words that files use for it and makes
/// drivers. Stateless; any thread.
public interface DriverFactory {
  /// The protocol's name in profiles: `modbus`.
  String protocol();

  /// Everything wrong with a profile's settings and point addresses; empty when it can be used.
  List<Problem> check(DeviceProfile profile);

  /// Everything wrong with a device's address on a link of this kind; empty when it can be used.
  List<Problem> check(Device device, LinkConfig link);

  /// Whether devices of this protocol can hang on a link of this kind; only asked before `check`.
  default boolean takes(LinkConfig link) {
    return !(link instanceof LinkConfig.Endpoint
        || link instanceof LinkConfig.Board
        || link instanceof LinkConfig.Can
        || link instanceof LinkConfig.Udp
        || link instanceof LinkConfig.Folder);
  }

  /// The [FrameDecoder] that reads what goes over a link of this kind, by its name; empty where
  /// nothing that can be told as frames does.
  default Optional<String> decoder(LinkConfig link) {
    return Optional.of(protocol());
  }

  /// A driver for one link and all devices on it, not yet open.
  Driver create(LinkConfig link, List<Device> devices, DriverContext context);

  /// The factory for `protocol`, empty when no driver on the class path speaks it.
  static Optional<DriverFactory> forProtocol(String protocol) {
    return ServiceLoader.load(DriverFactory.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(f -> f.protocol().equals(protocol))
        .findFirst();
  }
}
