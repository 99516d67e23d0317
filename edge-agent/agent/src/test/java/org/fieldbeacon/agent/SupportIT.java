package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.fieldbeacon.agent.archive.TestArchives;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.driver.LinkConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Support bundle, backup and restore, against a gateway at work.
@Timeout(300)
class SupportIT {
  private static final String UPLINK_PASSWORD = "Hoch\"wasser 水 & 42";
  private static final String CAMERA_PASSWORD = "cam-7-geheim";
  private static final String KEPT_PASSWORD = "kept-in-the-console-9";
  private static final String UPLINK =
      """
      uplink:
        broker: tcp://127.0.0.1:1
        user: gw-9
        password-file: uplink.password
      """;

  @TempDir Path folder;

  /// Greps every secret of the site out of what a stranger will read.
  @Test
  void theBundleTellsHowTheGatewayIsAndNoSecret() throws Exception {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("uplink.password"), UPLINK_PASSWORD + "\n");
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, UPLINK))) {
      String code = console.code();
      try (var user = new ConsoleUser(console)) {
        var kept = new JsonObject().put("what", "password").put("value", KEPT_PASSWORD);
        user.send("POST", "/secrets", kept, 200);
        LoggerFactory.getLogger("test")
            .warn(
                "login of {} failed with {} at rtsp://admin:{}@10.0.0.7/1 password={}",
                "gw-9",
                UPLINK_PASSWORD,
                CAMERA_PASSWORD,
                "short7");
        Map<String, byte[]> bundle = unzip(user.bytes("/support/bundle"));
        List<String> secrets = new ArrayList<>();
        for (String plain :
            List.of(UPLINK_PASSWORD, CAMERA_PASSWORD, KEPT_PASSWORD, code, ConsoleUser.PASSWORD)) {
          secrets.add(plain);
          secrets.add(Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)));
        }
        secrets.add("short7");
        secrets.addAll(user.tokens());
        secrets.addAll(lines(folder.resolve("console/tls/identity.pem")));
        for (Object account : new JsonArray(accounts())) {
          ((JsonObject) account).forEach(e -> secrets.add(String.valueOf(e.getValue())));
        }
        secrets.removeIf(s -> s.length() < 6 || s.equals("administrator"));
        assertTrue(secrets.size() > 15, "secrets looked for: " + secrets.size());
        bundle.forEach(
            (name, bytes) -> {
              String text = new String(bytes, StandardCharsets.UTF_8);
              for (String secret : secrets) {
                assertFalse(text.contains(secret), name + " has " + secret);
              }
            });
        String log = text(bundle, "log.txt");
        assertTrue(log.contains("rtsp://admin:***@10.0.0.7/1"), log);
        assertTrue(text(bundle, "site.yaml").contains("password-file: uplink.password"));
        assertTrue(text(bundle, "alarms.json").contains("topTen"));
        assertTrue(text(bundle, "health.json").contains("pipeline"));
        assertEquals("test", new JsonObject(text(bundle, "versions.json")).getString("version"));
      }
    }
  }

  private String accounts() throws IOException {
    String text = Files.readString(folder.resolve("console/accounts.json"));
    return text.startsWith("[") ? text : new JsonArray().add(new JsonObject(text)).encode();
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file).stream().filter(l -> !l.startsWith("-----")).toList();
  }

  @Test
  void aBackupPutsTheSiteAndItsAlarmsBackUnderANewEpoch() throws Exception {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("uplink.password"), UPLINK_PASSWORD + "\n");
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, UPLINK));
        var user = new ConsoleUser(console)) {
      field.level(2.15);
      await(() -> user.get("/alarms/river-high").getBoolean("active"));
      String before = Files.readString(folder.resolve("site.yaml"));
      byte[] backup = user.bytes("/support/backup?history=true");
      Map<String, byte[]> files = unzip(backup);
      assertTrue(
          files
              .keySet()
              .containsAll(
                  List.of(
                      "site/site.yaml",
                      "site/uplink.password",
                      "store/alarms.db",
                      "store/observations.db",
                      "manifest.json")),
          files.keySet().toString());
      String epoch = epoch();

      user.get("/config");
      var edit =
          new JsonObject()
              .put("op", "set")
              .put("path", new JsonArray(List.of("rules", "river-high", "warning")))
              .put("value", 1.9);
      user.send(
          "POST", "/config/edits", new JsonObject().put("edits", new JsonArray().add(edit)), 200);
      user.send("POST", "/config/apply", new JsonObject().put("confirmSeconds", 600), 200);
      // Not during a trial: it could not be taken back.
      user.upload("/support/restore", backup, 409);
      user.keep();
      Files.writeString(folder.resolve("uplink.password"), "another\n");
      // The map's order, obeyed after the backup was made.
      query("INSERT INTO seen_command VALUES('shelve-again', 4102444800000) RETURNING id");
      Instant begun = Instant.now().truncatedTo(ChronoUnit.MILLIS);

      JsonObject done = user.upload("/support/restore", backup, 200);
      assertEquals("gw-410105-09", done.getString("gateway"));
      assertEquals(before, Files.readString(folder.resolve("site.yaml")));
      assertEquals(UPLINK_PASSWORD + "\n", Files.readString(folder.resolve("uplink.password")));
      await(() -> user.get("/alarms/river-high").getBoolean("active"));
      assertNotEquals(epoch, epoch());
      assertEquals(
          "shelve-again",
          query("SELECT id FROM seen_command WHERE id = 'shelve-again'"),
          "it is not to be obeyed a second time");
      assertFalse(
          Instant.ofEpochMilli(Long.parseLong(query("SELECT at_ms FROM restored"))).isBefore(begun),
          "and what nobody remembers is refused when it was issued before this");
      assertFalse(
          user.get("/points/river-gauge-01/level/readings").getJsonArray("readings").isEmpty());
      assertFalse(user.get("/config").getBoolean("changedByHand"));
      assertTrue(user.get("/audit").encode().contains("\"restored\""));
      assertEquals(List.of(), named(".restoring"));
      assertTrue(Files.exists(folder.resolve("store/.before-restore/alarms.db")));
    }
  }

  /// Made on a gateway that named its secrets by whole paths, put back into another folder.
  @Test
  void aSiteRestoredIntoAnotherFolderFindsItsSecrets() throws Exception {
    Path here = folder.resolve("here");
    Path there = Files.createDirectories(folder.resolve("there"));
    Map<String, String> secrets =
        Map.of("uplink.password", "up-9-x", "secrets/plc", "plc-9-x", "secrets/pw", "station-9-x");
    Files.createDirectories(here.resolve("secrets"));
    for (Map.Entry<String, String> secret : secrets.entrySet()) {
      Files.writeString(here.resolve(secret.getKey()), secret.getValue());
    }
    byte[] backup;
    try (var field = new FloodField()) {
      Path file =
          field.writeSite(here, UPLINK.replace("uplink.password", here + "/uplink.password"));
      Files.writeString(
          file,
          Files.readString(file)
              .replace(
                  "links:\n",
                  """
                  links:
                    - {name: plc, type: endpoint, url: "opc.tcp://127.0.0.1:1", user: operator, password-file: HERE/secrets/plc}
                    - {name: station, type: tcp-listener, host: 127.0.0.1, port: PORT}
                  """
                      .replace("HERE", here.toString())
                      .replace("PORT", String.valueOf(freePort())))
              .replace(
                  "devices:\n",
                  """
                  devices:
                    - name: station-01
                      title: {zh: 水质站, en: Station}
                      profile: water-quality-station-hj212
                      link: station
                      address: {mn: "41010500000001", password-file: HERE/secrets/pw}   # asked for at the office
                      poll-interval: PT60S
                  """
                      .replace("HERE", here.toString())));
      try (var console = new RunningConsole(file);
          var user = new ConsoleUser(console)) {
        backup = user.bytes("/support/backup");
      }
    }
    try (Stream<Path> all = Files.walk(here)) {
      for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    try (var console = new RunningConsole(there.resolve("site.yaml"));
        var user = new ConsoleUser(console)) {
      user.upload("/support/restore", backup, 200);
      String text = Files.readString(there.resolve("site.yaml"));
      assertFalse(text.contains(here.toString()), text);
      assertTrue(text.contains("# asked for at the office"), text);
      SiteConfig site = console.host.live().orElseThrow().site();
      var plc = (LinkConfig.Endpoint) site.links().getFirst();
      Path uplink = site.uplink().orElseThrow().passwordFile().orElseThrow();
      String station = site.devices().getFirst().device().address().text("password-file", "");
      assertEquals(
          List.of("up-9-x", "plc-9-x", "station-9-x"),
          List.of(
              Files.readString(uplink),
              Files.readString(plc.passwordFile().orElseThrow()),
              Files.readString(Path.of(station))));
      assertTrue(Path.of(station).startsWith(there), station);
    }
  }

  private static int freePort() throws IOException {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private String epoch() throws Exception {
    return query("SELECT epoch FROM meta");
  }

  /// The first column of the first row.
  private String query(String sql) throws Exception {
    try (var connection =
            java.sql.DriverManager.getConnection(
                "jdbc:sqlite:" + folder.resolve("store/alarms.db"));
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 60000");
      try (var row = statement.executeQuery(sql)) {
        return row.getString(1);
      }
    }
  }

  @Test
  void aBackupThatDoesNotHoldIsRefusedByTheNameOfItsFileAndTheSiteRunsOn() throws Exception {
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var user = new ConsoleUser(console)) {
      String before = Files.readString(folder.resolve("site.yaml"));
      Map<String, byte[]> good = unzip(user.bytes("/support/backup"));
      byte[] site = Objects.requireNonNull(good.get("site/site.yaml"));

      var damaged = new TreeMap<>(good);
      byte[] flipped = site.clone();
      flipped[100] ^= 1;
      damaged.put("site/site.yaml", flipped);
      assertTrue(refusal(user, damaged, 422).startsWith("site/site.yaml: got SHA-256"));

      var longer = new TreeMap<>(good);
      longer.put("store/alarms.db", new byte[9 << 20]);
      assertTrue(refusal(user, longer, 422).startsWith("store/alarms.db: got SHA-256"));

      var less = new TreeMap<>(good);
      less.remove("store/alarms.db");
      assertTrue(refusal(user, less, 422).contains("got no store/alarms.db"));

      var more = new TreeMap<>(good);
      more.put("site/profiles/evil.yaml", new byte[3]);
      assertTrue(refusal(user, more, 422).contains("evil.yaml, which the manifest does not list"));

      // Hashes that hold, over a store that does not.
      byte[] store = Objects.requireNonNull(good.get("store/alarms.db")).clone();
      java.util.Arrays.fill(store, 4096, 8192, (byte) 0x55);
      assertTrue(
          refusal(user, with(good, "store/alarms.db", store), 422).startsWith("store/alarms.db: "));

      String text = new String(site, StandardCharsets.UTF_8);
      byte[] foreign =
          text.replace("warning: 1.8", "warnings: 1.8").getBytes(StandardCharsets.UTF_8);
      assertTrue(
          refusal(user, with(good, "site/site.yaml", foreign), 422).startsWith("site/site.yaml"));

      JsonObject other = manifest(good).put("gateway", "gw-other");
      var theirs = new TreeMap<>(good);
      theirs.put("manifest.json", other.toBuffer().getBytes());
      assertTrue(refusal(user, theirs, 409).contains("gw-other"));

      var escaping = new TreeMap<>(good);
      escaping.put("site/../../evil", new byte[1]);
      assertTrue(refusal(user, escaping, 422).contains("a name that may not be used"));
      assertTrue(
          user.upload("/support/restore", "no zip".getBytes(StandardCharsets.UTF_8), 422)
              .getString("detail")
              .contains("no archive"));

      assertEquals(before, Files.readString(folder.resolve("site.yaml")));
      assertEquals(List.of(), named(".restoring"));
      assertTrue(user.get("/state").getBoolean("running"));
    }
  }

  @Test
  void aBackupThatDoesNotRunIsTakenBack() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var user = new ConsoleUser(console)) {
      String before = Files.readString(folder.resolve("site.yaml"));
      Map<String, byte[]> good = unzip(user.bytes("/support/backup"));
      byte[] busy =
          before
              .replace("{port: 0}", "{port: " + taken.getLocalPort() + "}")
              .getBytes(StandardCharsets.UTF_8);
      assertTrue(refusal(user, with(good, "site/site.yaml", busy), 409).contains("taken back"));
      assertEquals(before, Files.readString(folder.resolve("site.yaml")));
      assertTrue(user.get("/state").getBoolean("running"));
      assertEquals(List.of(), named(".restoring"));
    }
  }

  private List<String> named(String ending) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(f -> String.valueOf(f.getFileName())).filter(n -> n.endsWith(ending)).toList();
    }
  }

  private static String refusal(ConsoleUser user, Map<String, byte[]> files, int status)
      throws Exception {
    return user.upload("/support/restore", TestArchives.zip(files), status).getString("detail");
  }

  private static JsonObject manifest(Map<String, byte[]> backup) {
    return new JsonObject(text(backup, "manifest.json"));
  }

  /// With another file, and a manifest that agrees to it.
  private static Map<String, byte[]> with(Map<String, byte[]> backup, String name, byte[] bytes)
      throws Exception {
    var changed = new TreeMap<>(backup);
    changed.put(name, bytes);
    JsonObject manifest = manifest(backup);
    for (Object entry : manifest.getJsonArray("files")) {
      var file = (JsonObject) entry;
      if (file.getString("name").equals(name)) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
        file.put("bytes", bytes.length).put("sha256", HexFormat.of().formatHex(digest));
      }
    }
    changed.put("manifest.json", manifest.toBuffer().getBytes());
    return changed;
  }

  private static String text(Map<String, byte[]> files, String name) {
    return new String(Objects.requireNonNull(files.get(name), name), StandardCharsets.UTF_8);
  }

  private static Map<String, byte[]> unzip(byte[] zip) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      ZipEntry entry;
      while ((entry = in.getNextEntry()) != null) {
        files.put(entry.getName(), in.readAllBytes());
      }
    }
    return files;
  }

  private static void await(java.util.concurrent.Callable<Boolean> holds) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!holds.call()) {
      assertTrue(System.nanoTime() < end, "not within 90 s");
      Thread.sleep(100);
    }
  }
}
