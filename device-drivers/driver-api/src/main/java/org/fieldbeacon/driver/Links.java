package org.fieldbeacon.driver;

/// Makes the link that a configuration names.
final class Links {
  private Links() {}

  static Link create(LinkConfig config) {
    return switch (config) {
      case LinkConfig.Tcp tcp -> new TcpLink(tcp);
      case LinkConfig.Serial serial -> new SerialLink(serial);
      case LinkConfig.TcpListener listener ->
          throw new IllegalArgumentException(
              "link " + listener.name() + ": got a listener, wanted a line of its own");
      case LinkConfig.Replay replay -> new ReplayLink(replay);
    };
  }
}
