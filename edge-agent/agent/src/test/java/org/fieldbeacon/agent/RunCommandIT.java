package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What keeps a gateway from starting is said in one line, before anything is switched.
class RunCommandIT {
  private static final Path PROFILES =
      Path.of("../../firmware-configs/profiles").toAbsolutePath().normalize();

  private static final String SITE =
      """
      schema-version: 1
      gateway:
        id: gw-410105-03
        title: {zh: 测试网关, en: Test gateway}
        position: {latitude-deg: 34.90, longitude-deg: 113.68}
        adcode: "410105"
      links:
        - {name: field, type: tcp, host: 127.0.0.1, port: 1}
      devices:
        - name: relay-01
          title: {zh: 警报继电器, en: Alarm relays}
          profile: relay-board-8
          link: field
          address: {unit: 2}
          poll-interval: PT1M
      rules: []
      outputs: []
      quality: {}
      store:
        dir: ../../store
      """;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String site, String... more) throws IOException {
    Path file = folder.resolve("sites/test/site.yaml");
    Files.createDirectories(folder.resolve("sites/test"));
    if (!Files.exists(folder.resolve("profiles"))) {
      Files.createSymbolicLink(folder.resolve("profiles"), PROFILES);
    }
    Files.writeString(file, site);
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
    String[] all = new String[3 + more.length];
    all[0] = "run";
    all[1] = "--site";
    all[2] = file.toString();
    System.arraycopy(more, 0, all, 3, more.length);
    return line.execute(all);
  }

  @Test
  void aFolderThatIsNoStoreIsNamed() throws IOException {
    Files.createDirectories(folder.resolve("store"));
    Files.writeString(folder.resolve("store/alarms.db"), "this is no database, and long enough");
    assertEquals(2, run(SITE + "health: {port: 0}\n"));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains("alarms.db"), err.toString());
  }

  @Test
  void aKeyFileThatIsMissingIsNamed() throws IOException {
    String uplink = "uplink: {broker: \"tcp://127.0.0.1:1\", command-key: nowhere.pem}\n";
    assertEquals(2, run(SITE + uplink + "health: {port: 0}\n"));
    assertTrue(
        err.toString().contains("uplink.command-key: got no readable file "), err.toString());
    assertTrue(err.toString().contains("wanted the map's public key"), err.toString());
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertEquals(2, run(SITE + "health: {port: " + port + "}\n"));
      assertTrue(err.toString().endsWith("wanted 127.0.0.1:" + port + " free\n"), err.toString());
    }
  }

  /// And nothing is started before: another gateway has the lines.
  @Test
  void aConsolesPortThatIsTakenIsSaidInOneLineWithTheWayOut() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertEquals(2, run(SITE, "--console", "127.0.0.1:" + port));
      assertEquals(
          "run: console: port " + port + " is taken; give --console HOST:PORT\n", err.toString());
      assertFalse(Files.exists(folder.resolve("store")), "the gateway was started");
    }
    err.getBuffer().setLength(0);
    assertEquals(2, run(SITE, "--console", "192.0.2.1:8443"));
    assertTrue(
        err.toString().startsWith("run: console: cannot listen on 192.0.2.1:8443 ("),
        err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
  }

  @Test
  void anImpossibleDurationIsNamed() throws IOException {
    assertEquals(2, run(SITE, "--for", "soon"));
    assertEquals("run: --for: got \"soon\", wanted a duration such as PT60S\n", err.toString());
  }
}
