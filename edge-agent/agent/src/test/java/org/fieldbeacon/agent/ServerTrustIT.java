package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.fieldbeacon.simulator.opcua.OpcUaSimulator;
import org.fieldbeacon.simulator.scenario.ServerSpec;
import org.fieldbeacon.simulator.scenario.ServerSpec.VariableSpec;
import org.fieldbeacon.simulator.scenario.Signal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A person who compares a fingerprint has an OPC UA server believed from the console, and takes
/// that back.
@Timeout(600)
class ServerTrustIT {
  private static final String KEY = "store/links/plc/own/private-key.pem";
  private static final JsonObject EMPTY = new JsonObject();
  private static final String SITE =
      """
      schema-version: 1
      gateway:
        id: gw-410105-07
        title: {zh: 水闸网关, en: Sluice gateway}
        position: {latitude-deg: 34.90, longitude-deg: 113.68}
        adcode: "410105"
      links:
        - {name: plc, type: endpoint, url: "URL"}
      devices:
        - name: gate-01
          title: {zh: 一号水闸, en: Sluice gate 1}
          profile: sluice-gate-opcua
          link: plc
          address: {instance: Gate1}
          poll-interval: PT0.5S
      store: {dir: store}
      health: {port: 0}
      """;

  @TempDir Path folder;
  private Path site;

  @BeforeEach
  void makePlace() {
    site = folder.resolve("site.yaml");
  }

  @Test
  void aServerIsBelievedByItsFingerprintTheLinkConnectsByItselfAndBothAreOnRecord()
      throws Exception {
    try (var server = server(Map.of())) {
      write(server);
      try (var console = new RunningConsole(site);
          var user = new ConsoleUser(console)) {
        awaitState(user, "misconfigured");
        var shapes = new Conformance(user.get("/openapi.json"));
        JsonObject shown = user.get("/links/plc/certificates");
        assertEquals(List.of(), shapes.of("/links/{link}/certificates", shown));
        assertEquals(server.url(), shown.getString("server"));
        JsonObject certificate = shown.getJsonArray("certificates").getJsonObject(0);
        assertEquals(sha256(server), certificate.getString("sha256"));
        String place = "/links/plc/certificates/" + sha256(server);
        user.send("POST", "/links/nobody/certificates/" + sha256(server) + "/trust", EMPTY, 404);
        user.send("POST", "/links/plc/certificates/" + "0".repeat(64) + "/trust", EMPTY, 404);
        user.send("POST", "/links/plc/certificates/..%2f..%2fetc/trust", EMPTY, 404);
        awaitState(user, "misconfigured");

        user.send("POST", place + "/trust", EMPTY, 200);
        awaitState(user, "online");
        user.send("DELETE", place, EMPTY, 200);
        awaitState(user, "misconfigured");
        user.send("DELETE", place, EMPTY, 200);
        user.send("DELETE", place, EMPTY, 404);
        String audit = user.get("/audit").encode();
        for (String what : List.of("server-believed", "server-distrusted", "server-forgotten")) {
          assertTrue(audit.contains(what), what);
        }
        assertTrue(audit.contains(sha256(server)), audit);
      }
    }
  }

  /// On a replacement gateway: the servers know its key, and it knows them, without one fingerprint
  /// being compared again.
  @Test
  void aBackupBringsTheKeyAndTheBelievedServersOntoAnotherGateway() throws Exception {
    try (var server = server(Map.of())) {
      write(server);
      byte[] backup;
      String key;
      try (var console = new RunningConsole(site);
          var user = new ConsoleUser(console)) {
        awaitState(user, "misconfigured");
        user.send("POST", "/links/plc/certificates/" + sha256(server) + "/trust", EMPTY, 200);
        awaitState(user, "online");
        key = Files.readString(folder.resolve(KEY));
        backup = user.bytes("/support/backup");
      }
      site = folder.resolve("replacement/site.yaml");
      Files.createDirectories(folder.resolve("replacement"));
      write(server);
      try (var console = new RunningConsole(site);
          var user = new ConsoleUser(console)) {
        awaitState(user, "misconfigured");
        Path own = folder.resolve("replacement").resolve(KEY);
        user.upload("/support/restore", backup, 200);
        awaitState(user, "online");
        assertEquals(key, Files.readString(own));
        assertEquals(
            PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(own));
      }
    }
  }

  private void write(OpcUaSimulator server) throws IOException {
    Files.writeString(site, SITE.replace("URL", server.url()));
  }

  private static String sha256(OpcUaSimulator server) throws Exception {
    byte[] der = server.certificate().getEncoded();
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
  }

  private static void awaitState(ConsoleUser user, String wanted) {
    long end = System.nanoTime() + 120_000_000_000L;
    while (true) {
      JsonArray devices = user.get("/state").getJsonArray("devices");
      String state = devices.getJsonObject(0).getString("state");
      if (state.equals(wanted)) {
        return;
      }
      assertTrue(System.nanoTime() < end, devices.encode());
      LockSupport.parkNanos(50_000_000L);
    }
  }

  private static OpcUaSimulator server(Map<String, String> users) throws IOException {
    var spec =
        new ServerSpec(
            "plc",
            0,
            "urn:fieldbeacon:plc",
            users,
            false,
            List.of(
                variable("LevelUpstream", ServerSpec.Type.DOUBLE, false, 12.5),
                variable("LevelDownstream", ServerSpec.Type.DOUBLE, false, 9.25),
                variable("Opening", ServerSpec.Type.DOUBLE, false, 0.8),
                variable("Remote", ServerSpec.Type.BOOLEAN, false, 1),
                variable("Fault", ServerSpec.Type.BOOLEAN, false, 0),
                variable("OpeningSetpoint", ServerSpec.Type.DOUBLE, true, 0.8)));
    return new OpcUaSimulator(spec, (_, _) -> {}).start();
  }

  private static VariableSpec variable(
      String name, ServerSpec.Type type, boolean isWritable, double value) {
    return new VariableSpec(name, "Gate1." + name, type, isWritable, new Signal.Constant(value));
  }
}
