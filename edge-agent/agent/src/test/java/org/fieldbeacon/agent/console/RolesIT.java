package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import org.fieldbeacon.agent.console.TestConsole.Person;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every route there is, asked by everybody: a new one is in this test as soon as it is declared.
class RolesIT {
  @TempDir Path folder;

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
      for (Route route : console.console.routes()) {
        if (route.least().isEmpty() || isSignOut(route)) {
          continue;
        }
        closed++;
        expect(console, route, TestConsole.STRANGER, 401, wrong);
        for (Role role : Role.values()) {
          Person person = Optional.ofNullable(people.get(role)).orElseThrow();
          if (!role.mayWhat(route.least().get())) {
            expect(console, route, person, 403, wrong);
          } else if (route.isChange()) {
            expect(console, route, new Person(person.cookie(), ""), 403, wrong);
            expect(console, route, new Person(person.cookie(), "0".repeat(64)), 403, wrong);
          }
        }
      }
      assertEquals(List.of(), wrong);
      assertTrue(closed >= 25, "routes seen: " + closed);
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
  void theCookieIsForThisPageAloneAndOutOfScriptsReach() throws Exception {
    try (var console = new TestConsole(folder)) {
      var body =
          new JsonObject()
              .put("code", console.console.oneTimeCode().orElseThrow())
              .put("name", "chief")
              .put("password", TestConsole.PASSWORD);
      String cookie =
          console
              .send("POST", "/api/v1/first-administrator", body.encode(), TestConsole.STRANGER)
              .headers()
              .firstValue("set-cookie")
              .orElseThrow();
      for (String part : List.of("__Host-", "HTTPOnly", "Secure", "SameSite=Strict", "Path=/")) {
        assertTrue(cookie.contains(part), cookie);
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
