package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeacon.agent.console.TestConsole.Person;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every route there is, asked by everybody: a new one fails this test until it stands in the
/// table.
class RolesIT {
  /// Who may do what, said a second time and by hand: what a route declares of itself is what is
  /// tested, and cannot be the measure.
  private static final String TABLE =
      """
      open           GET    /welcome
      open           POST   /first-administrator
      open           POST   /session
      viewer         GET    /session
      viewer         DELETE /session
      viewer         PUT    /session/password
      viewer         GET    /state
      viewer         GET    /storage
      viewer         GET    /events
      viewer         GET    /points/{device}/{point}/series
      viewer         GET    /points/{device}/{point}/readings
      viewer         GET    /logs
      viewer         GET    /clock
      viewer         GET    /alarms/{rule}
      viewer         GET    /alarms/{rule}/picture
      viewer         GET    /alarm-quality
      viewer         GET    /outputs/{output}
      viewer         GET    /config
      viewer         GET    /config/history
      viewer         GET    /config/history/{id}
      viewer         GET    /config/parts/{list}/{name}
      viewer         GET    /schema/site
      viewer         GET    /schema/device
      viewer         GET    /profiles
      viewer         GET    /devices/{device}/file
      viewer         GET    /models
      viewer         GET    /models/{model}/pictures
      viewer         GET    /models/{model}/pictures/{picture}
      viewer         GET    /packages
      viewer         GET    /packages/{name}
      viewer         GET    /scan
      viewer         GET    /scan/certificates
      viewer         GET    /links/{link}/certificates
      viewer         GET    /support/software
      viewer         GET    /tls/certificate.pem
      viewer         GET    /walk
      viewer         GET    /walk/sheets
      viewer         GET    /walk/choices
      viewer         POST   /what-if
      technician     POST   /alarms/{rule}/acknowledge
      technician     POST   /alarms/{rule}/shelve
      technician     POST   /alarms/{rule}/unshelve
      technician     POST   /alarms/{rule}/remove-from-service
      technician     POST   /alarms/{rule}/return-to-service
      technician     POST   /alarms/{rule}/reset
      technician     POST   /outputs/{output}/test
      technician     POST   /outputs/{output}/auto
      technician     POST   /points/{device}/{point}/calibration
      technician     DELETE /points/{device}/{point}/calibration
      technician     POST   /clock/compare
      technician     POST   /clock/set
      technician     POST   /clock/receiver
      technician     PUT    /config/text
      technician     POST   /config/edits
      technician     POST   /config/compare
      technician     POST   /config/undo
      technician     POST   /config/parts/{list}/{name}/remove
      technician     DELETE /config/draft
      technician     POST   /config/apply
      technician     POST   /config/confirm
      technician     POST   /config/revert
      technician     POST   /config/history/{id}/restore
      technician     POST   /config/import
      technician     POST   /config/gateway
      technician     POST   /config/try
      technician     POST   /config/check
      technician     GET    /setup/id
      technician     POST   /setup/site
      technician     POST   /secrets
      technician     POST   /secrets/look
      technician     POST   /uplink/try
      technician     GET    /devices/{device}/raw
      technician     GET    /scan/lines
      technician     POST   /scan
      technician     DELETE /scan
      technician     POST   /scan/certificates/{fingerprint}/trust
      technician     DELETE /scan/certificates/{fingerprint}
      technician     POST   /links/{link}/certificates/{fingerprint}/trust
      technician     DELETE /links/{link}/certificates/{fingerprint}
      technician     POST   /models/{model}/promote
      technician     POST   /models/{model}/rollback
      technician     POST   /packages
      technician     DELETE /packages/{name}
      technician     POST   /walk
      technician     POST   /walk/acknowledge
      technician     POST   /walk/end
      technician     GET    /support/bundle
      administrator  GET    /support/backup
      administrator  POST   /support/restore
      administrator  GET    /accounts
      administrator  POST   /accounts
      administrator  PUT    /accounts/{name}
      administrator  PUT    /accounts/{name}/password
      administrator  DELETE /accounts/{name}
      administrator  GET    /audit
      administrator  GET    /tls
      administrator  PUT    /tls
      administrator  POST   /tls/renew
      """;

  @TempDir Path folder;

  private static Map<String, Optional<Role>> table() {
    Map<String, Optional<Role>> table = new TreeMap<>();
    for (String line : TABLE.lines().toList()) {
      String[] parts = line.split(" +", 3);
      Optional<Role> least =
          parts[0].equals("open") ? Optional.empty() : Optional.of(Role.of(parts[0]));
      assertNull(table.put(name(parts[1], parts[2]), least), line);
    }
    return table;
  }

  private static String name(String method, String path) {
    return method + " " + path.strip();
  }

  private static String name(Route route) {
    return name(route.method().name(), route.path());
  }

  @Test
  void everyRouteStandsInTheTableAndDeclaresTheRoleThatStandsThere() throws Exception {
    try (var console = new TestConsole(folder)) {
      Map<String, Optional<Role>> declared = new TreeMap<>();
      for (Route route : console.console.routes()) {
        assertNull(declared.put(name(route), route.least()), "twice: " + name(route));
      }
      assertEquals(table(), declared, "a new route is listed here by hand, with the least role");
    }
  }

  @Test
  void everyRouteIsClosedToStrangersAndToLesserRoles() throws Exception {
    try (var console = new TestConsole(folder)) {
      Map<Role, Person> people = new EnumMap<>(Role.class);
      Person chief = console.first("chief");
      people.put(Role.ADMINISTRATOR, chief);
      people.put(Role.TECHNICIAN, console.addAndSignIn(chief, "tech", Role.TECHNICIAN));
      people.put(Role.VIEWER, console.addAndSignIn(chief, "eyes", Role.VIEWER));
      List<String> wrong = new ArrayList<>();
      int closed = 0;
      Map<String, Optional<Role>> table = table();
      for (Route route : console.console.routes()) {
        Optional<Role> least = table.getOrDefault(name(route), Optional.of(Role.ADMINISTRATOR));
        if (least.isEmpty() || isSignOut(route)) {
          continue;
        }
        closed++;
        expect(console, route, TestConsole.STRANGER, 401, wrong);
        for (Role role : Role.values()) {
          Person person = Optional.ofNullable(people.get(role)).orElseThrow();
          if (!role.mayWhat(least.get())) {
            expect(console, route, person, 403, wrong);
          } else if (route.isChange()) {
            expect(console, route, new Person(person.cookie(), ""), 403, wrong);
            expect(console, route, new Person(person.cookie(), "0".repeat(64)), 403, wrong);
          }
        }
      }
      assertEquals(List.of(), wrong);
      assertEquals(table.values().stream().filter(Optional::isPresent).count() - 1, closed);
    }
  }

  /// So that the test above cannot pass because everything is refused to everybody.
  @Test
  void everyRouteThatOnlyLooksAnswersTheRoleItIsFor() throws Exception {
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      for (Route route : console.console.routes()) {
        if (route.method().equals(HttpMethod.GET) && !route.path().equals("/events")) {
          int status = console.send("GET", path(route), "", chief).statusCode();
          assertNotEquals(401, status, route.path());
          assertNotEquals(403, status, route.path());
          assertTrue(status < 500 || status == 503, route.path() + ": " + status);
        }
      }
    }
  }

  private static boolean isSignOut(Route route) {
    return route.method().equals(HttpMethod.DELETE) && route.path().equals("/session");
  }

  private static void expect(
      TestConsole console, Route route, Person by, int status, List<String> wrong)
      throws Exception {
    String body = route.isChange() ? "{}" : "";
    HttpResponse<String> answer = console.send(route.method().name(), path(route), body, by);
    if (answer.statusCode() != status
        || new JsonObject(answer.body()).getInteger("status") != status) {
      wrong.add(route.method() + " " + route.path() + ": " + answer.statusCode());
    }
  }

  private static String path(Route route) {
    return Route.BASE + route.path().replaceAll("\\{[a-z]+}", "something");
  }

  @Test
  void aChangeThatAnotherPageAsksForIsRefusedThoughTheCookieComesAlong() throws Exception {
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      var request =
          java.net.http.HttpRequest.newBuilder(
                  java.net.URI.create("https://127.0.0.1:" + console.port + "/api/v1/accounts"))
              .header("cookie", chief.cookie())
              .header("x-csrf-token", chief.csrf())
              .header("origin", "https://evil.example")
              .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"))
              .build();
      assertEquals(
          403, console.client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
    }
  }

  @Test
  void theCookiesAreForThisPageAloneAndOutOfScriptsReach() throws Exception {
    try (var console = new TestConsole(folder)) {
      var body =
          new JsonObject()
              .put("code", console.console.oneTimeCode().orElseThrow())
              .put("name", "chief")
              .put("password", TestConsole.PASSWORD);
      List<String> cookies =
          console
              .send("POST", "/api/v1/first-administrator", body.encode(), TestConsole.STRANGER)
              .headers()
              .allValues("set-cookie");
      assertEquals(2, cookies.size());
      for (String cookie : cookies) {
        for (String part : List.of("__Host-", "HTTPOnly", "Secure", "SameSite=Strict", "Path=/")) {
          assertTrue(cookie.contains(part), cookie);
        }
      }
    }
  }

  @Test
  void whoIsRemovedIsOutAtOnceAndTheLastAdministratorStays() throws Exception {
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      Person eyes = console.addAndSignIn(chief, "eyes", Role.VIEWER);
      assertEquals(200, console.send("GET", "/api/v1/session", "", eyes).statusCode());
      assertEquals(204, console.send("DELETE", "/api/v1/accounts/eyes", "", chief).statusCode());
      assertEquals(401, console.send("GET", "/api/v1/session", "", eyes).statusCode());
      assertEquals(409, console.send("DELETE", "/api/v1/accounts/chief", "", chief).statusCode());
      HttpResponse<String> audit = console.send("GET", "/api/v1/audit", "", chief);
      JsonObject entry = new JsonObject(audit.body()).getJsonArray("entries").getJsonObject(0);
      assertEquals("account-removed", entry.getString("what"));
      assertEquals("eyes", entry.getString("target"));
      assertEquals("viewer", entry.getString("before"));
      assertEquals("chief", entry.getString("who"));
    }
  }

  @Test
  void theOneTimeCodeMakesOneAdministratorAndGuessingItIsSlowedDown() throws Exception {
    try (var console = new TestConsole(folder)) {
      String guess =
          new JsonObject()
              .put("code", "AAAA-AAAA-AAAA")
              .put("name", "thief")
              .put("password", TestConsole.PASSWORD)
              .encode();
      String at = "/api/v1/first-administrator";
      for (int i = 0; i < LoginLimiter.FREE; i++) {
        assertEquals(400, console.send("POST", at, guess, TestConsole.STRANGER).statusCode());
      }
      HttpResponse<String> slowed = console.send("POST", at, guess, TestConsole.STRANGER);
      assertEquals(429, slowed.statusCode());
      assertTrue(slowed.headers().firstValue("retry-after").isPresent());
    }
    try (var console = new TestConsole(folder)) {
      String code = console.console.oneTimeCode().orElseThrow();
      console.first("chief");
      assertTrue(console.console.oneTimeCode().isEmpty());
      var again =
          new JsonObject().put("code", code).put("name", "two").put("password", "another-river-7");
      assertEquals(
          409,
          console
              .send("POST", "/api/v1/first-administrator", again.encode(), TestConsole.STRANGER)
              .statusCode());
    }
  }

  @Test
  void guessingAPasswordIsSlowedDownEvenWhenManyGuessesComeAtOnce() throws Exception {
    try (var console = new TestConsole(folder)) {
      console.first("chief");
      String guess = new JsonObject().put("name", "chief").put("password", "wrong-one").encode();
      List<java.util.concurrent.CompletableFuture<HttpResponse<String>>> answers =
          new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(
            console.client.sendAsync(
                java.net.http.HttpRequest.newBuilder(
                        java.net.URI.create(
                            "https://127.0.0.1:" + console.port + "/api/v1/session"))
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString(guess))
                    .build(),
                HttpResponse.BodyHandlers.ofString()));
      }
      long looked = 0;
      for (var answer : answers) {
        looked += answer.get().statusCode() == 401 ? 1 : 0;
      }
      assertEquals(LoginLimiter.FREE, looked);
    }
  }
}
