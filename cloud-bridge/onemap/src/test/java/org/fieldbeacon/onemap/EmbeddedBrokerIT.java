package org.fieldbeacon.onemap;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
  @TempDir Path home;

  /// Between looking for a free port and listening on it somebody else may have taken it: that is
  /// told, and the same folder serves the next try.
  @Test
  void aBrokerWhosePortWasTakenMeanwhileStartsOnAnother() throws Exception {
    try (var somebody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int taken = somebody.getLocalPort();
      assertThrows(OneMapException.class, () -> EmbeddedBroker.startOn(taken, home));
      try (EmbeddedBroker broker = EmbeddedBroker.start(home, 0);
          var client = new Socket(InetAddress.getLoopbackAddress(), broker.port())) {
        assertNotEquals(taken, broker.port());
        assertTrue(client.isConnected());
      }
      var refused = assertThrows(OneMapException.class, () -> EmbeddedBroker.start(home, taken));
      assertTrue(
          String.valueOf(refused.getMessage()).startsWith("mqtt port " + taken), "" + refused);
    }
  }
}
