package org.fieldbeacon.driver;

/// Makes the link that a configuration names.
final class Links {
  private Links() {}

  static Link create(LinkConfig config) {
    return switch (config) {
      case LinkConfig.Tcp tcp -> new TcpLink(tcp);
      case LinkConfig.Serial serial -> new SerialLink(serial);
      case LinkConfig.Replay replay -> new ReplayLink(replay);
    };
  }
}
