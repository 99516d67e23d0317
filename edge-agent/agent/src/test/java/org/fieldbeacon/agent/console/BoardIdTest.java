package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two gateways with one id are one on the map.
class BoardIdTest {
  @TempDir Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private Optional<String> proposed() {
    return new BoardId(root).proposed();
  }

  @Test
  void aBoardsSerialNumberEndsInTheId() throws Exception {
    write("sys/class/net/eth0/address", "dc:a6:32:11:22:33\n");
    Files.createDirectories(root.resolve("sys/class/net/eth0/device"));
    write("proc/device-tree/serial-number", "10000000e13FA2C1\0");
    assertEquals(Optional.of("gw-3fa2c1"), proposed());
  }

  @Test
  void aNumberThatIsNoneIsPassedByForTheFirstRealAdapter() throws Exception {
    for (String nothing :
        new String[] {"0000000000000000\0", "To be filled by O.E.M.\n", "Default string", "123"}) {
      write("proc/device-tree/serial-number", nothing);
      write("sys/class/net/docker0/address", "02:42:ac:11:00:02\n");
      write("sys/class/net/eth0/address", "02:42:ac:11:00:03\n");
      Files.createDirectories(root.resolve("sys/class/net/eth0/device"));
      assertEquals(Optional.empty(), proposed(), nothing);
    }
    write("sys/class/net/wlan0/address", "dc:a6:32:0a:0b:0c\n");
    Files.createDirectories(root.resolve("sys/class/net/wlan0/device"));
    assertEquals(Optional.of("gw-0a0b0c"), proposed());
  }

  @Test
  void whereNothingIsKnownNothingIsProposed() {
    assertEquals(Optional.empty(), proposed());
  }
}
