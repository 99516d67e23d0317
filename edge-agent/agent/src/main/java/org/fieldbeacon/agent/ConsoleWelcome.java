package org.fieldbeacon.agent;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.agent.console.Console;

/// What `run` prints of the console: where it is, how to know its certificate, and the one-time
/// code while there is no account. Printed, never logged: the log can be read in the console.
final class ConsoleWelcome {
  private ConsoleWelcome() {}

  static void say(PrintWriter out, boolean json, Console console, String host, int port) {
    List<String> addresses = addresses(host, port);
    if (json) {
      var line =
          new JsonObject()
              .put("event", "console")
              .put("addresses", new JsonArray(addresses))
              .put("fingerprint", console.fingerprint());
      console.oneTimeCode().ifPresent(code -> line.put("code", code));
      out.println(line.encode());
    } else {
      out.println("console at " + String.join("  ", addresses));
      out.println("  certificate SHA-256 " + console.fingerprint());
      console
          .oneTimeCode()
          .ifPresent(
              code -> {
                out.println(
                    "  no account yet; for the first administrator, and the cabinet's label:");
                ConsoleLabel.lines(addresses, console.fingerprint(), code, canDraw())
                    .forEach(out::println);
              });
    }
    out.flush();
  }

  private static boolean canDraw() {
    try {
      return Charset.forName(System.getProperty("stdout.encoding", "US-ASCII"))
          .newEncoder()
          .canEncode('█');
    } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
      return false;
    }
  }

  private static List<String> addresses(String host, int port) {
    List<String> addresses = new ArrayList<>();
    if (host.equals("0.0.0.0") || host.equals("::")) {
      try {
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(a -> a.getAddress().length == 4 && !a.isLoopbackAddress())
            .map(InetAddress::getHostAddress)
            .forEach(a -> addresses.add("https://" + a + ":" + port + "/"));
      } catch (SocketException _) {
        // Then loopback alone is told.
      }
      addresses.add("https://127.0.0.1:" + port + "/");
    } else {
      addresses.add("https://" + host + ":" + port + "/");
    }
    return addresses;
  }
}
