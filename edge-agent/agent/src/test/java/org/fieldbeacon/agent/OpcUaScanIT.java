package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The console's scan of an OPC UA server that we did not write: asyncua, with a user and password
/// over Basic256Sha256. Needs a Python with asyncua, named by FIELDBEACON_PYTHON or found as
/// `python3`; without one the test says so and is skipped, except in CI.
@Timeout(300)
class OpcUaScanIT {
  private static final Path SCRIPT =
      Path.of("../../device-drivers/opcua/src/test/python/asyncua_server.py");

  private static final JsonObject EMPTY = new JsonObject();

  @TempDir Path folder;

  @Test
  void aServerThatIsBelievedIsBrowsedAndItsProfileNamed() throws Exception {
    Process server = start("operator", "tide");
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder.resolve("site"), ""));
        var user = new ConsoleUser(console);
        var said =
            new BufferedReader(
                new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      String[] first = String.valueOf(said.readLine()).split(" ", 2);
      assertEquals(2, first.length, "the asyncua server ended before it listened");
      var wanted =
          new JsonObject()
              .put("protocol", "opcua")
              .put("target", "opc.tcp://127.0.0.1:" + first[0] + "/plc")
              .put("seconds", 200)
              .put("user", "operator");
      JsonObject refused = user.in("zh-CN").send("POST", "/scan", wanted, 400);
      assertTrue(refused.encode().contains("用户和密码"), refused.encode());
      wanted.put("password", "tide");
      JsonObject unknown = scanned(user, wanted);
      assertTrue(unknown.getJsonArray("remarks").encode().contains(first[1]), unknown.encode());
      assertEquals(1, unknown.getJsonArray("found").size(), "its endpoint, which anybody may see");
      JsonObject shown = certificate(user);
      assertEquals(first[1], shown.getString("sha1"), shown.encode());
      assertFalse(shown.getBoolean("believed"));
      String place = "/scan/certificates/" + shown.getString("sha256");
      user.send("POST", place.replaceAll(".{64}$", "0".repeat(64)) + "/trust", EMPTY, 404);
      user.send("POST", place + "/trust", EMPTY, 200);
      assertTrue(certificate(user).getBoolean("believed"));

      JsonObject believed = scanned(user, wanted);
      JsonObject gate = believed.getJsonArray("found").getJsonObject(1);
      assertEquals("Gate1", gate.getJsonObject("address").getString("instance"), gate.encode());
      assertEquals("sluice-gate-opcua", gate.getJsonArray("profiles").getString(0));
      JsonObject fit = gate.getJsonObject("fields").getJsonArray("fits").getJsonObject(0);
      assertEquals(5, fit.getInteger("found"), fit.encode());
      assertEquals(6, fit.getInteger("points"), fit.encode());
      JsonObject named = believed.getJsonArray("found").getJsonObject(2);
      assertTrue(named.encode().contains("browse-name"), named.encode());

      JsonObject wrong = scanned(user, wanted.put("password", "ebb-and-flood"));
      assertTrue(wrong.getJsonArray("remarks").encode().contains("sign-in"), wrong.encode());
      assertFalse(wrong.encode().contains("ebb-and-flood"), wrong.encode());
      assertFalse(user.get("/audit").encode().contains("ebb-and-flood"));
      assertEquals(List.of(), leftOver(), "a password is forgotten after its scan");
      JsonObject open = scanned(user, wanted.put("security", "none"));
      assertEquals("failed", open.getString("phase"), open.encode());
      assertTrue(open.getString("trouble").contains("a secured channel"), open.encode());
    } finally {
      server.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static JsonObject certificate(ConsoleUser user) {
    return user.get("/scan/certificates").getJsonArray("certificates").getJsonObject(0);
  }

  private static JsonObject scanned(ConsoleUser user, JsonObject wanted) throws Exception {
    user.send("POST", "/scan", wanted, 202);
    long end = System.nanoTime() + 250_000_000_000L;
    while (true) {
      JsonObject scan = user.get("/scan");
      if (!List.of("asking", "fitting").contains(scan.getString("phase"))) {
        return scan;
      }
      assertTrue(System.nanoTime() < end, scan.encode());
      LockSupport.parkNanos(100_000_000L);
    }
  }

  private List<Path> leftOver() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(f -> String.valueOf(f.getFileName()).startsWith("password"))
          .filter(f -> f.toString().contains("scan"))
          .toList();
    }
  }

  private Process start(String user, String password) throws Exception {
    String python = System.getenv().getOrDefault("FIELDBEACON_PYTHON", "python3");
    if (!imports(python)) {
      String why = "skipped: " + python + " has no asyncua (pip install asyncua)";
      assertFalse("true".equals(System.getenv("CI")), why + ", and CI may not skip it");
      abort(why);
    }
    Path keys = Files.createDirectories(folder.resolve("server"));
    return new ProcessBuilder(
            python, SCRIPT.toString(), "0", keys.toString(), "secured", user, password)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static boolean imports(String python) throws InterruptedException {
    try {
      return new ProcessBuilder(python, "-c", "import asyncua")
              .redirectErrorStream(true)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false;
    }
  }
}
