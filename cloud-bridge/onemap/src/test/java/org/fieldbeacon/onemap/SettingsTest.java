package org.fieldbeacon.onemap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir private Path dir = Path.of("");

  @Test
  void keysOfTheFileMayComeInAnyOrder() throws IOException {
    List<String> keys =
        List.of(
            "broker: ssl://map.example:8883",
            "broker-user: onemap",
            "broker-password-file: secret",
            "open-demo: true",
            "bind: localhost");
    Settings one = read(keys).whole();
    assertEquals(one, read(keys.reversed()).whole());
    assertEquals("onemap", one.brokerUser());
  }

  @Test
  void aUserWithoutPasswordIsRefused() throws IOException {
    Settings alone = read(List.of("broker-user: onemap"));
    var refused = assertThrows(OneMapException.class, alone::whole);
    assertEquals(
        "broker-user: got it alone, wanted broker-password-file with it", refused.getMessage());
  }

  @Test
  void theOpenDemoIsRefusedWhereOthersCanReachIt() throws IOException {
    Settings open = read(List.of("open-demo: true", "bind: 0.0.0.0"));
    var refused = assertThrows(OneMapException.class, open::whole);
    assertEquals("open-demo: got bind 0.0.0.0, wanted a loopback address", refused.getMessage());
    assertEquals(
        "127.0.0.1", open.with("bind", "127.0.0.1").whole().bind(), "an option mends the file");
  }

  @Test
  void anUnknownKeyIsNamedWithItsFile() throws IOException {
    var refused = assertThrows(OneMapException.class, () -> read(List.of("brokr: tcp://a:1")));
    String said = String.valueOf(refused.getMessage());
    assertTrue(
        said.startsWith("config " + dir.resolve("onemap.yaml") + ": brokr: unknown key"), said);
  }

  private Settings read(List<String> lines) throws IOException {
    return Settings.read(Files.write(dir.resolve("onemap.yaml"), lines));
  }
}
