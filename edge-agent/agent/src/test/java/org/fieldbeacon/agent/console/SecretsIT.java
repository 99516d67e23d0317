package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fieldbeacon.agent.console.TestConsole.Person;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a technician can have the gateway read, write and show: nothing that is not the site's.
class SecretsIT {
  private static final String SITE =
      """
      schema-version: 1
      gateway:
        id: gw-1
        title: {zh: 网关, en: Gateway}
        position: {latitude-deg: 33.8, longitude-deg: 113.6}
        adcode: "411102"
      links:
      - {name: cam, type: endpoint, url: "http://127.0.0.1:1/", user: field, password-file: /etc/fieldbeacon/cam}
      devices: []
      rules: []
      outputs: []
      store:
        dir: /srv/readings
      """;
  private static final String CONFIG = "/api/v1/config";

  @TempDir Path folder;
  private String tag = "";

  @BeforeEach
  void aSiteWrittenByHandWithAPathOfItsOwn() throws Exception {
    Files.writeString(folder.resolve("site.yaml"), SITE);
  }

  private HttpResponse<String> send(
      TestConsole console, Person by, String method, String path, JsonObject body)
      throws Exception {
    HttpResponse<String> answer =
        console.send(method, path, body.encode(), by, Map.of("if-match", tag));
    if (answer.statusCode() != 412) {
      return answer;
    }
    tag = new JsonObject(console.send("GET", CONFIG, "", by).body()).getString("tag");
    return console.send(method, path, body.encode(), by, Map.of("if-match", tag));
  }

  private static JsonObject set(Object value, String... path) {
    var edit =
        new JsonObject()
            .put("op", "set")
            .put("path", new JsonArray(List.of(path)))
            .put("value", value);
    return new JsonObject().put("edits", new JsonArray().add(edit));
  }

  private HttpResponse<String> edit(TestConsole console, Person by, Object value, String... path)
      throws Exception {
    return send(console, by, "POST", CONFIG + "/edits", set(value, path));
  }

  private static JsonObject uplink(String key, String value) {
    return new JsonObject()
        .put("broker", "tcp://127.0.0.1:1")
        .put("user", "u")
        .put("password-file", "secrets/p")
        .put(key, value);
  }

  @Test
  void aTechnicianMakesTheGatewayReadNoFileThatIsNotTheSitesOwnSecret() throws Exception {
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      Person tech = console.addAndSignIn(chief, "tech", Role.TECHNICIAN);
      List<String> through = new ArrayList<>();
      for (String file :
          List.of(
              "console/accounts.json",
              "secrets/../console/accounts.json",
              "./console/tls/key.pem",
              "/etc/shadow",
              folder.resolve("console/accounts.json").toString(),
              folder.resolve("secrets/../console/tls/key.pem").toString(),
              "../elsewhere",
              "site.yaml",
              "secrets",
              "secrets/",
              "secrets/deeper/one",
              "${HOME}")) {
        for (String key : List.of("password-file", "command-key", "trust")) {
          HttpResponse<String> answer = edit(console, tech, uplink(key, file), "uplink");
          if (answer.statusCode() != 403 || !answer.body().contains("uplink." + key)) {
            through.add(key + " " + file + ": " + answer.statusCode());
          }
        }
        var link = new JsonObject().put("password-file", file).put("picture-folder", "pictures");
        if (edit(console, tech, link, "links", "cam", "settings").statusCode() != 403) {
          through.add("settings.password-file " + file);
        }
      }
      for (String dir : List.of("/tmp/elsewhere", "console", "other", "..")) {
        if (edit(console, tech, dir, "store", "dir").statusCode() != 403) {
          through.add("store.dir " + dir);
        }
      }
      for (String dir : List.of("/tmp", "console/tls", "../x", "secrets")) {
        var settings = new JsonObject().put("picture-folder", dir);
        if (edit(console, tech, dir, "links", "cam", "state-dir").statusCode() != 403
            || edit(console, tech, settings, "links", "cam", "settings").statusCode() != 403) {
          through.add("folder " + dir);
        }
      }
      assertEquals(List.of(), through);
      assertFalse(
          new JsonObject(console.send("GET", CONFIG, "", tech).body()).getBoolean("isDraft"));
      // So that not everything is refused.
      for (String file : List.of("secrets/p", folder.resolve("secrets/p").toString())) {
        assertEquals(200, edit(console, tech, uplink("trust", file), "uplink").statusCode(), file);
      }
    }
  }

  @Test
  void everyWayIntoTheGatewayPassesTheSameCheck() throws Exception {
    String stolen = SITE + "uplink: {broker: tcp://127.0.0.1:1, trust: console/tls/key.pem}\n";
    String device =
        """
        links:
        - {name: own, type: tcp, host: 127.0.0.1, port: 1}
        devices:
        - {name: one, title: {zh: 一, en: one}, profile: camera-snapshot, link: own, poll-interval: PT60S,
           address: {snapshot: /a, user: u, password-file: "%s"}}
        """
            .formatted(folder.resolve("console/accounts.json"));
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      Person tech = console.addAndSignIn(chief, "tech", Role.TECHNICIAN);
      JsonObject edits = set(uplink("trust", "console/tls/key.pem"), "uplink");
      JsonObject[] bodies = {
        new JsonObject().put("text", stolen),
        edits,
        new JsonObject().put("text", device),
        edits.copy().put("device", "cam").put("read", true)
      };
      String[] ways = {
        "PUT " + CONFIG + "/text",
        "POST " + CONFIG + "/edits",
        "POST " + CONFIG + "/import",
        "POST /api/v1/config/try"
      };
      for (int i = 0; i < ways.length; i++) {
        String[] way = ways[i].split(" ", 2);
        HttpResponse<String> answer = send(console, tech, way[0], way[1], bodies[i]);
        assertEquals(403, answer.statusCode(), ways[i] + answer.body());
        assertEquals(
            "application/problem+json", answer.headers().firstValue("content-type").orElseThrow());
      }
      // An administrator may; what he drafts a technician can go on with, but not apply.
      assertEquals(200, send(console, chief, "PUT", CONFIG + "/text", bodies[0]).statusCode());
      assertEquals(
          200, edit(console, tech, 33.9, "gateway", "position", "latitude-deg").statusCode());
      var patience = new JsonObject().put("confirmSeconds", 60);
      HttpResponse<String> applied = send(console, tech, "POST", CONFIG + "/apply", patience);
      assertEquals(403, applied.statusCode(), applied.body());
      assertEquals(SITE, Files.readString(folder.resolve("site.yaml")));
      HttpResponse<String> checked =
          send(console, tech, "POST", CONFIG + "/check", set("/etc/shadow", "uplink", "trust"));
      assertTrue(checked.body().contains("\"place\":\"uplink.trust\""), checked.body());
    }
  }

  @Test
  void whatStandsInAFileWrittenByHandMayStayAndMove() throws Exception {
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      Person tech = console.addAndSignIn(chief, "tech", Role.TECHNICIAN);
      assertEquals(
          200, edit(console, tech, "http://127.0.0.1:2/", "links", "cam", "url").statusCode());
      assertEquals(
          200,
          send(
                  console,
                  tech,
                  "PUT",
                  CONFIG + "/text",
                  new JsonObject().put("text", SITE.replace("name: cam", "name: camera")))
              .statusCode());
      // The path of a password does not become the path of something else.
      HttpResponse<String> other =
          edit(
              console,
              tech,
              new JsonObject()
                  .put("broker", "tcp://127.0.0.1:1")
                  .put("trust", "/etc/fieldbeacon/cam"),
              "uplink");
      assertEquals(403, other.statusCode());
    }
  }

  @Test
  void theNameOfASecretTellsNothingAndUnnamedOnesGo() throws Exception {
    try (var console = new TestConsole(folder)) {
      Person tech = console.addAndSignIn(console.first("chief"), "tech", Role.TECHNICIAN);
      var body = new JsonObject().put("what", "password").put("value", "river-42");
      String first =
          new JsonObject(send(console, tech, "POST", "/api/v1/secrets", body).body())
              .getString("file");
      String second =
          new JsonObject(send(console, tech, "POST", "/api/v1/secrets", body).body())
              .getString("file");
      assertNotEquals(first, second, "the same password, and the name does not say so");
      assertFalse((first + second).contains(ConfigFiles.hash("river-42").substring(0, 8)));
      assertEquals(200, edit(console, tech, uplink("password-file", first), "uplink").statusCode());
      Files.writeString(folder.resolve("secrets/by-hand"), "kept");
      for (int i = 0; i < 2 * SecretFiles.SPARE; i++) {
        assertEquals(200, send(console, tech, "POST", "/api/v1/secrets", body).statusCode());
      }
      try (Stream<Path> kept = Files.list(folder.resolve("secrets"))) {
        List<String> names = kept.map(f -> String.valueOf(f.getFileName())).toList();
        assertTrue(names.contains(first.substring(8)), "the draft names it");
        assertTrue(names.contains("by-hand"));
        assertEquals(SecretFiles.SPARE + 1 + 2, names.size(), names.toString());
      }
    }
  }

  @Test
  void aSecretInTheSiteFileIsRefusedAndNotShownToViewers() throws Exception {
    String inline =
        SITE.replace(
            "password-file: /etc/fieldbeacon/cam}",
            "password-file: /etc/fieldbeacon/cam, settings: {password: heavy-rain-7, note: \"http://u:flood-of-98@h/\"}}");
    Files.writeString(folder.resolve("site.yaml"), inline);
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      Person eyes = console.addAndSignIn(chief, "eyes", Role.VIEWER);
      Person tech = console.addAndSignIn(chief, "tech", Role.TECHNICIAN);
      JsonObject seen = new JsonObject(console.send("GET", CONFIG, "", tech).body());
      List<String> places =
          seen.getJsonArray("problems").stream()
              .map(p -> ((JsonObject) p).getString("path"))
              .toList();
      assertTrue(places.contains("links[0].settings.password"), places.toString());
      assertTrue(places.contains("links[0].settings.note"), places.toString());
      assertFalse(seen.getJsonArray("problems").encode().contains("heavy-rain-7"));
      assertTrue(seen.getString("text").contains("heavy-rain-7"), "who may write it may see it");
      String shown = console.send("GET", CONFIG, "", eyes).body();
      assertFalse(shown.contains("heavy-rain-7") || shown.contains("flood-of-98"), shown);
      assertEquals(
          "cam",
          Optional.of(new JsonObject(shown))
              .map(
                  s ->
                      s.getJsonObject("tree")
                          .getJsonArray("links")
                          .getJsonObject(0)
                          .getString("name"))
              .orElseThrow());
      assertEquals(seen.getString("tag"), new JsonObject(shown).getString("tag"));
    }
  }
}
