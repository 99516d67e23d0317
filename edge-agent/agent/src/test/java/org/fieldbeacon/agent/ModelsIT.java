package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.fieldbeacon.agent.archive.TestArchives;
import org.fieldbeacon.agent.model.TestPackages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The life of a model package through the console: brought, beside, compared, promoted, taken
/// back, removed; and packages that nobody must be able to bring.
@Timeout(300)
class ModelsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void aSignedPackageIsBroughtComparedPromotedAndTakenBack() throws Exception {
    var field = new SmokeField(folder);
    try (var console = new RunningConsole(field.writeSite());
        var user = new ConsoleUser(console)) {
      byte[] zip = TestArchives.zip(TestArchives.files(field.newerPackage("9.9.9"), "fire-smoke/"));
      assertEquals("fire-smoke-9.9.9", user.upload("/packages", zip, 201).getString("name"));
      user.upload("/packages", zip, 409);
      JsonObject brought = shelved(user, "fire-smoke-9.9.9");
      assertTrue(brought.getBoolean("signed"), brought.encode());
      assertTrue(
          user.get("/packages/fire-smoke-9.9.9").getJsonObject("card").containsKey("limits"));

      user.get("/config");
      var edit =
          new JsonObject()
              .put("op", "set")
              .put("path", new JsonArray(List.of("models", "gate-fire", "shadow")))
              .put("value", "fire-smoke-9.9.9");
      user.send(
          "POST", "/config/edits", new JsonObject().put("edits", new JsonArray().add(edit)), 200);
      user.send("POST", "/config/apply", new JsonObject().put("confirmSeconds", 600), 200);
      user.keep();
      await(field, () -> shadow(user).getInteger("asked", 0) >= 2);
      JsonObject shadow = shadow(user);
      assertEquals("9.9.9", shadow.getString("version"));
      assertEquals(1.0, shadow.getDouble("agreement"));
      assertEquals(
          409,
          user.send("DELETE", "/packages/fire-smoke-9.9.9", new JsonObject(), 409)
              .getInteger("status"));

      String sha256 = shadow.getString("sha256");
      user.send("POST", "/models/gate-fire/promote", body("0".repeat(64)), 409);
      user.send("POST", "/models/gate-fire/promote", body(sha256), 204);
      await(field, () -> model(user).getBoolean("promoted"));
      assertEquals("9.9.9", model(user).getString("version"));
      user.send("POST", "/models/gate-fire/rollback", new JsonObject(), 204);
      await(field, () -> !model(user).getBoolean("promoted"));
      user.send("POST", "/models/gate-fire/rollback", new JsonObject(), 409);
      String audit = user.get("/audit").encode();
      for (String what : List.of("package-uploaded", "model-promoted", "model-rolled-back")) {
        assertTrue(audit.contains(what), what);
      }
      picturesAreShownWithTheirScores(field, user);
      answersAreWhatTheDocumentPromises(user);
    }
  }

  /// Every answer that has something to say here, by the shape that the document promises.
  private static void answersAreWhatTheDocumentPromises(ConsoleUser user) {
    var shapes = new Conformance(user.get("/openapi.json"));
    Map<String, String> asked = new LinkedHashMap<>();
    for (String path :
        List.of(
            "/welcome",
            "/session",
            "/accounts",
            "/audit",
            "/tls",
            "/state",
            "/logs",
            "/walk",
            "/walk/sheets",
            "/config",
            "/config/history",
            "/profiles",
            "/models",
            "/packages",
            "/alarm-quality",
            "/support/software")) {
      asked.put(path, path);
    }
    asked.put("/points/{device}/{point}/series", "/points/gate-fire/smoke/series");
    asked.put("/points/{device}/{point}/readings", "/points/gate-fire/smoke/readings");
    asked.put("/alarms/{rule}", "/alarms/gate-smoke");
    asked.put("/models/{model}/pictures", "/models/gate-fire/pictures");
    asked.put("/packages/{name}", "/packages/fire-smoke");
    asked.put("/config/history/{id}", "/config/history/1");
    asked.forEach((path, real) -> assertEquals(List.of(), shapes.of(path, user.get(real)), path));
  }

  private static void picturesAreShownWithTheirScores(SmokeField field, ConsoleUser user)
      throws Exception {
    await(field, () -> !user.get("/models/gate-fire/pictures").getJsonArray("pictures").isEmpty());
    JsonObject newest =
        user.get("/models/gate-fire/pictures").getJsonArray("pictures").getJsonObject(0);
    assertFalse(newest.getJsonArray("scores").isEmpty(), newest.encode());
    byte[] jpeg = user.bytes("/models/gate-fire/pictures/" + newest.getLong("id"));
    assertEquals(0xFF, jpeg[0] & 0xFF);
    assertEquals(0xD8, jpeg[1] & 0xFF);
    await(
        field,
        () ->
            user.get("/alarms/gate-smoke")
                .getJsonObject("evidence", new JsonObject())
                .containsKey("model"));
    JsonObject alarm = user.get("/alarms/gate-smoke");
    JsonObject model = alarm.getJsonObject("evidence").getJsonObject("model");
    assertEquals(64, model.getString("sha256").length());
    assertTrue(model.getBoolean("picture"), model.encode());
    byte[] seen = user.bytes("/alarms/gate-smoke/picture?alarmId=" + alarm.getString("alarmId"));
    assertEquals(0xD8, seen[1] & 0xFF);
  }

  @Test
  void whatIsUnsignedSwappedOrMadeToHarmIsRefusedAndLeavesNothing() throws Exception {
    var field = new SmokeField(folder);
    try (var console = new RunningConsole(field.writeSite());
        var user = new ConsoleUser(console)) {
      Map<String, byte[]> good = TestArchives.files(field.newerPackage("9.9.8"), "");
      Map<String, String> refusals = new LinkedHashMap<>();
      refusals.put("signature", said(user, without(good, "SHA256SUMS.sig")));
      refusals.put("SHA256SUMS, wanted one", said(user, without(good, "SHA256SUMS")));
      refusals.put("model.tflite: got SHA-256", said(user, with(good, "model.tflite", "swapped")));
      refusals.put("nobody has signed for", said(user, with(good, "more.txt", "x")));
      refusals.put("which is signed for", said(user, without(good, "model.tflite")));
      refusals.put(
          "by none of the", said(user, with(good, "SHA256SUMS", "0".repeat(64) + "  a\n")));
      refusals.put("a name that may not be used", said(user, with(good, "../../evil", "x")));
      refusals.forEach((wanted, got) -> assertTrue(got.contains(wanted), wanted + ": " + got));
      byte[] zip = TestArchives.zip(good);
      assertTrue(refusal(user, TestArchives.linked(zip)).contains("a link"));
      assertTrue(refusal(user, TestArchives.tar(good, '2')).contains("a link"));
      assertTrue(refusal(user, "hello".getBytes(StandardCharsets.UTF_8)).contains("no archive"));
      var bomb = new TreeMap<>(good);
      bomb.put("SHA256SUMS", new byte[40 << 20]);
      assertTrue(said(user, bomb).contains("got more than"), "a bomb was unpacked");
      try (Stream<Path> left = Files.list(folder.resolve("models"))) {
        assertEquals(
            List.of("fire-smoke"), left.map(p -> String.valueOf(p.getFileName())).toList());
      }
      assertFalse(Files.exists(folder.resolve("evil")));
      await(field, () -> isEmpty(folder.resolve("console/uploads")));
      // And the same, untouched, is taken: as a tar too.
      user.upload("/packages", TestArchives.tar(good, '0'), 201);
      user.send("DELETE", "/packages/fire-smoke-9.9.8", new JsonObject(), 204);
      user.send("DELETE", "/packages/fire-smoke-9.9.8", new JsonObject(), 404);
      TestPackages.trustedKey(folder);
    }
  }

  private static boolean isEmpty(Path place) throws Exception {
    try (Stream<Path> left = Files.list(place)) {
      return left.findAny().isEmpty();
    }
  }

  private static Map<String, byte[]> without(Map<String, byte[]> files, String name) {
    var less = new TreeMap<>(files);
    less.remove(name);
    return less;
  }

  private static Map<String, byte[]> with(Map<String, byte[]> files, String name, String text) {
    var more = new TreeMap<>(files);
    more.put(name, text.getBytes(StandardCharsets.UTF_8));
    return more;
  }

  private static String said(ConsoleUser user, Map<String, byte[]> files) throws Exception {
    return refusal(user, TestArchives.zip(files));
  }

  private static String refusal(ConsoleUser user, byte[] archive) throws Exception {
    JsonObject problem = user.upload("/packages", archive, 422);
    assertFalse(problem.getString("detail-zh").isEmpty());
    return problem.getString("detail");
  }

  private static JsonObject body(String sha256) {
    return new JsonObject().put("sha256", sha256);
  }

  private static JsonObject model(ConsoleUser user) {
    return user.get("/models").getJsonArray("models").getJsonObject(0);
  }

  private static JsonObject shadow(ConsoleUser user) {
    return model(user).getJsonObject("shadow", new JsonObject());
  }

  private static JsonObject shelved(ConsoleUser user, String name) {
    return user.get("/packages").getJsonArray("packages").stream()
        .map(JsonObject.class::cast)
        .filter(p -> p.getString("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// Until it holds, a picture every half second.
  private static void await(SmokeField field, Callable<Boolean> holds) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.call()) {
      assertTrue(System.nanoTime() < end, "not within " + PATIENCE);
      field.show();
      Thread.sleep(500);
    }
  }
}
