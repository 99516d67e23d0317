package org.fieldbeacon.driver;

/// Makes the link that a configuration names.
final class Links {
  private Links() {}

  static Link create(LinkConfig config) {
    return switch (config) {
      case LinkConfig.Tcp tcp -> new TcpLink(tcp);
      case LinkConfig.Serial serial -> new SerialLink(serial);
      case LinkConfig.TcpListener listener -> throw none(listener, "a listener");
      case LinkConfig.Udp udp -> throw none(udp, "datagrams");
      case LinkConfig.Can can -> new CanLink(can);
      case LinkConfig.Endpoint endpoint -> throw none(endpoint, "an endpoint");
      case LinkConfig.Folder folder -> throw none(folder, "a folder");
      case LinkConfig.Board board -> throw none(board, "a board");
      case LinkConfig.Replay replay -> new ReplayLink(replay);
    };
  }

  private static IllegalArgumentException none(LinkConfig link, String got) {
    return new IllegalArgumentException(
        "link " + link.name() + ": got " + got + ", wanted a line of its own");
  }
}
