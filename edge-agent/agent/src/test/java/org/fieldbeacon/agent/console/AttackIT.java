package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.fieldbeacon.agent.console.TestConsole.Person;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the network may throw at the console.
class AttackIT {
  @TempDir Path folder;

  @Test
  void noPathLeadsOutOfThePage() throws Exception {
    Files.writeString(folder.resolve("site.yaml"), "secret: yes");
    try (var console = new TestConsole(folder)) {
      for (String path :
          List.of(
              "/../site.yaml",
              "/..%2fsite.yaml",
              "/%2e%2e/%2e%2e/etc/passwd",
              "/vendor/../../site.yaml",
              "/console/accounts.json",
              "//etc/passwd",
              "/app.js/..%5c..%5csite.yaml",
              "/api/v1/../../site.yaml")) {
        try (SSLSocket socket = connect(console)) {
          String answer = ask(socket, "GET " + path + " HTTP/1.1\r\nhost: x\r\n\r\n");
          assertTrue(answer.matches("(?s)HTTP/1.1 40[04] .*"), path + ": " + answer);
          assertFalse(answer.contains("secret: yes"), path);
        }
      }
      assertTrue(
          ask(connect(console), "GET /app.js HTTP/1.1\r\nhost: x\r\n\r\n")
              .startsWith("HTTP/1.1 200"));
    }
  }

  /// The page's own files are a fixed list; names in addresses are looked up among what is there.
  @Test
  void noNameInAnAddressLeadsToAFileOfAnotherFolder() throws Exception {
    Files.writeString(folder.resolve("site.yaml"), "secret: yes");
    Path other = Files.createDirectories(folder.resolve("other"));
    for (String file : List.of("card.yaml", "SHA256SUMS", "other.json", "other.pem", "other.der")) {
      Files.writeString(other.resolve(file), "secret: yes");
    }
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      int asked = 0;
      for (Route route : console.console.routes()) {
        boolean isSimple =
            route.method().equals(HttpMethod.GET) || route.method().equals(HttpMethod.DELETE);
        if (!isSimple || !route.path().contains("{")) {
          continue;
        }
        for (String name :
            List.of(
                "..%2fother",
                "%2e%2e%2fother",
                "x%2f..%2f..%2fother",
                "..%5cother",
                "..%2fother%2fother.json",
                "..%2fsite.yaml",
                "%2fetc%2fpasswd",
                "..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
                "other%00")) {
          asked++;
          String what = route.method() + " " + route.path() + " " + name;
          HttpResponse<String> answer =
              console.send(
                  route.method().name(),
                  "/api/v1" + route.path().replaceAll("\\{[a-z]+}", name),
                  "",
                  chief);
          assertTrue(answer.statusCode() >= 400, what + ": " + answer.body());
          assertFalse(answer.body().contains("secret: yes"), what);
          assertFalse(answer.body().contains("root:"), what);
        }
      }
      assertTrue(asked > 100, "asked: " + asked);
      try (Stream<Path> left = Files.list(other)) {
        assertEquals(5, left.count(), "files of another folder");
      }
      assertEquals("secret: yes", Files.readString(folder.resolve("site.yaml")));
    }
  }

  @Test
  void aBodyThatIsTooLongIsRefused() throws Exception {
    try (var console = new TestConsole(folder)) {
      HttpResponse<String> answer =
          console.send(
              "POST", "/api/v1/session", "x".repeat(Route.SMALL + 1), TestConsole.STRANGER);
      assertEquals(413, answer.statusCode());
      assertEquals(
          "application/problem+json", answer.headers().firstValue("content-type").orElseThrow());
    }
  }

  @Test
  void whatIsNoJsonIsRefusedWithAProblem() throws Exception {
    try (var console = new TestConsole(folder)) {
      for (String body :
          List.of("[]", "7", "{", "\"x\"", "null", "{\"name\":{},\"password\":[]}")) {
        HttpResponse<String> answer =
            console.send("POST", "/api/v1/session", body, TestConsole.STRANGER);
        assertEquals(400, answer.statusCode(), body);
      }
    }
  }

  /// Slow loris: a header that never ends.
  @Test
  void aConnectionThatDribblesItsHeaderIsClosed() throws Exception {
    try (var console = new TestConsole(folder, Duration.ofSeconds(1), TestConsole.NOBODY);
        SSLSocket socket = connect(console)) {
      OutputStream out = socket.getOutputStream();
      out.write("GET / HTTP/1.1\r\nhost: x\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      socket.setSoTimeout(200);
      long start = System.nanoTime();
      boolean isClosed = false;
      while (!isClosed && System.nanoTime() - start < Duration.ofMinutes(2).toNanos()) {
        try {
          out.write("x: y\r\n".getBytes(StandardCharsets.US_ASCII));
          out.flush();
          isClosed = socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException _) {
          // Nothing yet.
        } catch (java.io.IOException _) {
          isClosed = true;
        }
      }
      assertTrue(isClosed, "still open");
    }
  }

  @Test
  void anUploadThatIsTooLongIsRefusedBeforeOrWhileItComes() throws Exception {
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      try (SSLSocket socket = connect(console)) {
        String head = upload(chief, "content-length: 99999999999\r\n");
        assertTrue(ask(socket, head).startsWith("HTTP/1.1 413"), "announced");
      }
      try (SSLSocket socket = connect(console)) {
        OutputStream out = socket.getOutputStream();
        out.write(
            upload(chief, "transfer-encoding: chunked\r\n").getBytes(StandardCharsets.US_ASCII));
        byte[] chunk =
            ("100000\r\n" + "x".repeat(1 << 20) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        int sent = 0;
        try {
          while (sent < 400) {
            out.write(chunk);
            sent++;
          }
        } catch (java.io.IOException _) {
          // Hung up on.
        }
        assertTrue(sent >= 60 && sent < 400, "megabytes taken: " + sent);
      }
      assertUploadsWork(console, chief);
    }
  }

  /// Slow loris in a body: somebody who may upload, but does not get on with it.
  @Test
  void anUploadThatDribblesIsClosedAndTheNextOneIsTaken() throws Exception {
    try (var console = new TestConsole(folder, Duration.ofSeconds(2), TestConsole.NOBODY)) {
      Person chief = console.first("chief");
      try (SSLSocket socket = connect(console)) {
        OutputStream out = socket.getOutputStream();
        out.write(upload(chief, "content-length: 1000000\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        long begun = System.nanoTime();
        while (!Files.exists(folder.resolve("console/uploads/1/body"))
            && System.nanoTime() - begun < Duration.ofSeconds(60).toNanos()) {
          LockSupport.parkNanos(1_000_000);
        }
        // Only one at a time, so that nobody fills the disk by many.
        awaitStatus(console, chief, 503);
        long start = System.nanoTime();
        boolean isClosed = false;
        socket.setSoTimeout(200);
        while (!isClosed && System.nanoTime() - start < Duration.ofMinutes(2).toNanos()) {
          try {
            out.write('x');
            out.flush();
            isClosed = socket.getInputStream().read() < 0;
          } catch (java.net.SocketTimeoutException _) {
            // Nothing yet.
          } catch (java.io.IOException _) {
            isClosed = true;
          }
        }
        assertTrue(isClosed, "still open");
      }
      assertUploadsWork(console, chief);
      assertFalse(Files.exists(folder.resolve("console/uploads/1")), "what was brought stays");
    }
  }

  private static String upload(Person by, String more) {
    return "POST /api/v1/packages HTTP/1.1\r\nhost: x\r\ncookie: "
        + by.cookie()
        + "\r\nx-csrf-token: "
        + by.csrf()
        + "\r\n"
        + more
        + "\r\n";
  }

  private static void assertUploadsWork(TestConsole console, Person by) throws Exception {
    awaitStatus(console, by, 422);
  }

  private static void awaitStatus(TestConsole console, Person by, int status) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    int got = 0;
    while (got != status && System.nanoTime() < end) {
      try {
        got = console.send("POST", "/api/v1/packages", "no archive", by).statusCode();
      } catch (java.io.IOException _) {
        // A connection that had been quiet for too long.
      }
    }
    assertEquals(status, got);
  }

  @Test
  void manyEventStreamsAreBoundedAndThePageStillAnswers() throws Exception {
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      List<SSLSocket> sockets = new ArrayList<>();
      int streams = 0;
      try {
        for (int i = 0; i < 1_000; i++) {
          SSLSocket socket = connect(console);
          sockets.add(socket);
          try {
            String answer =
                ask(
                    socket,
                    "GET /api/v1/events HTTP/1.1\r\nhost: x\r\ncookie: "
                        + chief.cookie()
                        + "\r\n\r\n");
            streams += answer.startsWith("HTTP/1.1 200") ? 1 : 0;
          } catch (java.io.IOException _) {
            // Closed at once: too many connections of one address.
          }
        }
        assertTrue(streams >= 20 && streams <= LiveEvents.MOST, "streams: " + streams);
        sockets.getLast().close();
        sockets.get(sockets.size() - 2).close();
      } finally {
        for (SSLSocket socket : sockets.subList(streams, sockets.size())) {
          socket.close();
        }
      }
      assertEquals(200, console.send("GET", "/api/v1/session", "", chief).statusCode());
      for (SSLSocket socket : sockets) {
        socket.close();
      }
    }
  }

  /// A connection counts until it is closed, whatever was asked on it.
  @Test
  void connectionsThatBroughtAFileAndThenListenedAreNotCountedForEver() throws Exception {
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      for (int i = 0; i < 100; i++) {
        try (SSLSocket socket = connect(console)) {
          String body = upload(chief, "content-length: 10\r\n") + "no archive";
          assertTrue(ask(socket, body).startsWith("HTTP/1.1 422"), "upload " + i);
          assertTrue(ask(socket, events(chief)).startsWith("HTTP/1.1 200"), "stream " + i);
        }
      }
    }
  }

  private static String events(Person by) {
    return "GET /api/v1/events HTTP/1.1\r\nhost: x\r\ncookie: " + by.cookie() + "\r\n\r\n";
  }

  /// Each took the gateway's stack, or seconds of the thread that also watches a trial.
  @Test
  void aTextThatWouldTakeTheStackOrTheTimeIsRefusedBesideItsField() throws Exception {
    Map<String, String> texts =
        Map.of(
            "open", "x: " + "[".repeat(20_000),
            "closed", "x: " + "[".repeat(20_000) + "]".repeat(20_000),
            "lines", "x:\n  " + "[\n  ".repeat(20_000),
            "dashes", "x:\n  " + "- ".repeat(30_000) + "1\n",
            "keys", "? ".repeat(30_000) + "a",
            "number", "x: " + "1".repeat(200_000),
            "long number", "x: " + "1".repeat(50_000),
            "blanks", "x:" + " ".repeat(500_000));
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      for (Map.Entry<String, String> text : texts.entrySet()) {
        String body = new JsonObject().put("text", text.getValue()).encode();
        HttpResponse<String> answer =
            console.send("PUT", "/api/v1/config/text", body, chief, "none");
        assertEquals(400, answer.statusCode(), text.getKey());
        assertTrue(answer.body().contains("\"field\":\"text\""), text.getKey());
      }
      String edits =
          "{\"edits\":[{\"op\":\"set\",\"path\":[\"x\"],\"value\":"
              + "[".repeat(900)
              + "]".repeat(900)
              + "}]}";
      String at = "/api/v1/config/edits";
      assertEquals(409, console.send("POST", at, edits, chief, "none").statusCode(), "no text");
      HttpResponse<String> config = console.send("GET", "/api/v1/config", "", chief);
      assertFalse(new JsonObject(config.body()).getBoolean("isDraft"), "a draft was kept");
      String text = "{\"text\":\"x: 1\"}";
      HttpResponse<String> draft = console.send("PUT", "/api/v1/config/text", text, chief, "none");
      String tag = draft.headers().firstValue("etag").orElseThrow();
      HttpResponse<String> answer = console.send("POST", at, edits, chief, tag);
      assertEquals(409, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("nesting deeper"), answer.body());
    }
  }

  private static SSLSocket connect(TestConsole console) throws Exception {
    var socket =
        (SSLSocket)
            TestConsole.trusting().getSocketFactory().createSocket("127.0.0.1", console.port);
    socket.setSoTimeout(60_000);
    // Else the request waits for the acknowledgement of the handshake's end, 40 ms each time.
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static String ask(SSLSocket socket, String request) throws java.io.IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    InputStream in = socket.getInputStream();
    byte[] some = new byte[4096];
    int count = in.read(some);
    if (count < 0) {
      throw new java.io.EOFException("closed");
    }
    return new String(some, 0, count, StandardCharsets.UTF_8);
  }
}
