package org.fieldbeacon.simulator.report;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A CAN adapter behind a serial server (Lawicel CANUSB manual): frames go to a client that has set
/// the speed and opened the channel, and to no other.
final class SlcanServer extends LineServer {
  private static final String OK = "\r";
  private static final String REFUSED = "\u0007";
  private static final int MOST_COMMAND = 64;

  /// What each client has done so far.
  private final Map<Socket, Channel> channels = new ConcurrentHashMap<>();

  private enum Channel {
    FRESH,
    SET,
    OPEN
  }

  SlcanServer(int port) throws IOException {
    super(port);
  }

  @Override
  void talk(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    var command = new StringBuilder();
    for (int got = in.read(); got >= 0; got = in.read()) {
      if (got != '\r') {
        if (command.length() < MOST_COMMAND) {
          command.append((char) got);
        }
      } else if (!command.isEmpty()) {
        answer(client, obey(client, command.toString()));
        command.setLength(0);
      }
    }
  }

  /// @return the answer
  private String obey(Socket client, String command) {
    Channel now = channels.getOrDefault(client, Channel.FRESH);
    boolean isOpen = now == Channel.OPEN;
    return switch (command.charAt(0)) {
      case 'S' -> isOpen || !command.matches("S[0-8]") ? REFUSED : become(client, Channel.SET);
      case 'O', 'L' -> now == Channel.SET ? become(client, Channel.OPEN) : REFUSED;
      case 'C' -> isOpen ? become(client, Channel.SET) : REFUSED;
      case 'F' -> isOpen ? "F00" + OK : REFUSED;
      case 'V' -> "V1013" + OK;
      default -> REFUSED;
    };
  }

  private String become(Socket client, Channel next) {
    channels.put(client, next);
    return OK;
  }

  private static void answer(Socket client, String text) throws IOException {
    synchronized (client) {
      client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Override
  boolean tell(Socket client, byte[] bytes) throws IOException {
    return channels.get(client) == Channel.OPEN && super.tell(client, frames(bytes));
  }

  @Override
  void drop(Socket client) {
    super.drop(client);
    channels.remove(client);
  }

  /// Lines of `candump` as the adapter has them.
  private static byte[] frames(byte[] candump) {
    var frames = new StringBuilder();
    for (String line : new String(candump, StandardCharsets.US_ASCII).split("\n", -1)) {
      String[] frame = line.substring(line.lastIndexOf(' ') + 1).split("#", -1);
      if (frame.length == 2 && frame[0].length() == 8) {
        frames
            .append('T')
            .append(frame[0])
            .append(frame[1].length() / 2)
            .append(frame[1])
            .append('\r');
      }
    }
    return frames.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
