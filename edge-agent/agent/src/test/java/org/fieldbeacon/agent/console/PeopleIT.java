package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.fieldbeacon.agent.console.TestConsole.Person;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Accounts, passwords that others have given, and guessing from elsewhere.
class PeopleIT {
  @TempDir Path folder;

  private static String login(String name, String password) {
    return new JsonObject().put("name", name).put("password", password).encode();
  }

  /// Signs in from another address of this machine.
  ///
  /// @return status and head of the answer
  private static String from(String address, TestConsole console, String body, String cookie)
      throws Exception {
    try (var plain = new java.net.Socket()) {
      plain.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
      plain.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), console.port));
      SSLSocketFactory factory = TestConsole.trusting().getSocketFactory();
      try (var socket = (SSLSocket) factory.createSocket(plain, "x", console.port, true)) {
        socket.setSoTimeout(60_000);
        String request =
            "POST /api/v1/session HTTP/1.1\r\nhost: x\r\ncontent-length: "
                + body.length()
                + (cookie.isEmpty() ? "" : "\r\ncookie: " + cookie)
                + "\r\n\r\n"
                + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        byte[] some = new byte[4096];
        int count = socket.getInputStream().read(some);
        return new String(some, 0, Math.max(0, count), StandardCharsets.UTF_8);
      }
    }
  }

  @Test
  void whoGuessesFromElsewhereDoesNotKeepTheOwnerOut() throws Exception {
    try (var console = new TestConsole(folder)) {
      console.first("chief");
      String guess = login("chief", "wrong-one");
      for (int i = 0; i < LoginLimiter.FREE; i++) {
        assertTrue(from("127.0.0.2", console, guess, "").startsWith("HTTP/1.1 401"), "guess " + i);
      }
      assertTrue(from("127.0.0.2", console, guess, "").startsWith("HTTP/1.1 429"));
      HttpResponse<String> own =
          console.send(
              "POST",
              "/api/v1/session",
              login("chief", TestConsole.PASSWORD),
              TestConsole.STRANGER);
      assertEquals(200, own.statusCode(), own.body());
      // Nor at the guesser's own address, in a browser that the owner has used before.
      String known =
          own.headers().allValues("set-cookie").stream()
              .filter(c -> c.startsWith(Gate.KNOWN))
              .map(c -> c.substring(0, c.indexOf(';')))
              .findFirst()
              .orElseThrow();
      String right = login("chief", TestConsole.PASSWORD);
      assertTrue(from("127.0.0.2", console, right, "").startsWith("HTTP/1.1 429"));
      assertTrue(from("127.0.0.2", console, right, known).startsWith("HTTP/1.1 200"));
      // It is good for this name alone, and such a browser waits for its own failures.
      for (int i = 0; i < LoginLimiter.FREE; i++) {
        assertTrue(from("127.0.0.2", console, guess, known).startsWith("HTTP/1.1 401"));
      }
      assertTrue(from("127.0.0.2", console, guess, known).startsWith("HTTP/1.1 429"));
    }
  }

  @Test
  void whoComesInAndWhoIsRefusedIsOnRecordAndGuessingCannotFloodIt() throws Exception {
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      console.signIn("chief");
      console.send(
          "POST", "/api/v1/session", login("heavy-river-42", "chief"), TestConsole.STRANGER);
      for (int i = 0; i < 3 * SignInRecord.BURST; i++) {
        from("127.0.1." + (1 + i), console, login("chief", "wrong-one"), "");
      }
      HttpResponse<String> answer = console.send("GET", "/api/v1/audit?limit=500", "", chief);
      List<JsonObject> entries =
          new JsonObject(answer.body())
              .getJsonArray("entries").stream().map(JsonObject.class::cast).toList();
      List<JsonObject> refused =
          entries.stream().filter(e -> e.getString("what").equals("sign-in-refused")).toList();
      assertEquals(SignInRecord.BURST, refused.size());
      assertEquals("chief", refused.getFirst().getString("target"));
      assertTrue(refused.getFirst().getString("from").startsWith("127.0.1."));
      assertEquals("", refused.getLast().getString("target"), "what was typed as a name");
      assertTrue(entries.stream().anyMatch(e -> e.getString("what").equals("signed-in")));
    }
  }

  @Test
  void aPasswordThatAnAdministratorHasGivenMustBeChangedBeforeAnythingElse() throws Exception {
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      Person tech = console.addAndSignIn(chief, "tech", Role.TECHNICIAN);
      String given = new JsonObject().put("password", TestConsole.GIVEN).encode();
      String at = "/api/v1/accounts/tech/password";
      assertEquals(403, console.send("PUT", at, given, tech).statusCode());
      assertEquals(204, console.send("PUT", at, given, chief).statusCode());
      assertEquals(401, console.send("GET", "/api/v1/session", "", tech).statusCode());
      String own = "/api/v1/accounts/chief/password";
      assertEquals(409, console.send("PUT", own, given, chief).statusCode());
      Person again = console.signIn("tech", TestConsole.GIVEN);
      for (String path : List.of("/config", "/logs", "/profiles")) {
        assertEquals(403, console.send("GET", "/api/v1" + path, "", again).statusCode(), path);
      }
      HttpResponse<String> who = console.send("GET", "/api/v1/session", "", again);
      assertTrue(new JsonObject(who.body()).getBoolean("mustChange"));
      var same = new JsonObject().put("old", TestConsole.GIVEN).put("password", TestConsole.GIVEN);
      String change = "/api/v1/session/password";
      assertEquals(400, console.send("PUT", change, same.encode(), again).statusCode());
      HttpResponse<String> changed =
          console.send("PUT", change, same.put("password", TestConsole.PASSWORD).encode(), again);
      assertEquals(200, changed.statusCode(), changed.body());
      assertFalse(new JsonObject(changed.body()).getBoolean("mustChange"));
      Person free = console.signIn("tech");
      assertEquals(200, console.send("GET", "/api/v1/profiles", "", free).statusCode());
    }
  }

  @Test
  void namesThatDifferInCapitalsOnlyAreOneName() throws Exception {
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      var body =
          new JsonObject()
              .put("name", "Chief")
              .put("role", "viewer")
              .put("password", TestConsole.GIVEN);
      HttpResponse<String> answer = console.send("POST", "/api/v1/accounts", body.encode(), chief);
      assertEquals(400, answer.statusCode());
      assertTrue(answer.body().contains("\"field\":\"name\""), answer.body());
    }
  }
}
