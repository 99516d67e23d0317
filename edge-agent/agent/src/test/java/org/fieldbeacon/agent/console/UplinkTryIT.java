package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.agent.console.TestConsole.Person;
import org.fieldbeacon.mqtt.Mosquitto;
import org.fieldbeacon.mqtt.MqttConfig;
import org.fieldbeacon.mqtt.TestAuthority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An uplink is tried with what is typed: each way in which it fails is told apart, for each has
/// another cure.
@Timeout(300)
class UplinkTryIT {
  private static final String TRY = "/api/v1/uplink/try";

  @TempDir Path folder;

  private static UplinkTry.Outcome attempt(URI broker, String user, String password, String trust) {
    Optional<MqttConfig.Login> login =
        user.isEmpty()
            ? Optional.empty()
            : Optional.of(new MqttConfig.Login(user, password.getBytes(StandardCharsets.UTF_8)));
    return new UplinkTry(broker, "gw-1-try", login, Optional.of(trust).filter(t -> !t.isEmpty()))
        .run();
  }

  private static void isOutcome(String wanted, UplinkTry.Outcome got, String... words) {
    assertEquals(wanted, got.outcome(), got.detail().en());
    for (String word : words) {
      assertTrue(got.detail().en().contains(word), got.detail().en());
      assertFalse(got.detail().zh().isBlank());
    }
  }

  @Test
  void aBrokerThatTakesItSaysSoAndOneThatRefusesThePasswordSaysThat() throws Exception {
    Path passwords = folder.resolve("passwords");
    int made =
        new ProcessBuilder("mosquitto_passwd", "-b", "-c", passwords.toString(), "gw", "river-42")
            .start()
            .waitFor();
    assertEquals(0, made, "mosquitto_passwd comes with mosquitto");
    try (Mosquitto broker = Mosquitto.start(folder, "password_file " + passwords)) {
      isOutcome("connected", attempt(broker.uri(), "", "", ""), "as nobody");
      isOutcome("connected", attempt(broker.uri(), "gw", "river-42", ""), "let this user in");
      UplinkTry.Outcome refused = attempt(broker.uri(), "gw", "another", "");
      isOutcome("refused", refused, "refused", "0x8");
      assertTrue(refused.detail().zh().contains("拒绝"), refused.detail().zh());
    }
  }

  @Test
  void aCertificateForAnotherNameOneOfAStrangerAndNoneAtAllAreToldApart() throws Exception {
    TestAuthority ours =
        TestAuthority.in(folder.resolve("ours"))
            .server("broker", "ip:127.0.0.1")
            .server("elsewhere", "dns:elsewhere.example");
    TestAuthority stranger = TestAuthority.in(folder.resolve("strange"));
    String trust = Files.readString(ours.certificate());
    try (Mosquitto broker = Mosquitto.withTls(folder, ours, "broker", false)) {
      isOutcome("connected", attempt(broker.tlsUri(), "", "", trust));
      isOutcome(
          "untrusted",
          attempt(broker.tlsUri(), "", "", Files.readString(stranger.certificate())),
          "none that were given");
      isOutcome("untrusted", attempt(broker.tlsUri(), "", "", ""), "give its authority");
      URI plain = URI.create(broker.tlsUri().toString().replace("ssl:", "tcp:"));
      isOutcome("no-broker", attempt(plain, "", "", ""), "TLS only");
    }
    try (Mosquitto broker = Mosquitto.withTls(folder, ours, "elsewhere", false)) {
      isOutcome("other-name", attempt(broker.tlsUri(), "", "", trust), "127.0.0.1", "name");
    }
    try (Mosquitto broker = Mosquitto.start(folder)) {
      URI tls = URI.create(broker.uri().toString().replace("tcp:", "ssl:"));
      isOutcome("tls", attempt(tls, "", "", trust), "plain one");
    }
  }

  @Test
  void aClosedPortAnUnknownNameAndSomethingElseOnThePortAreToldApart() throws Exception {
    int closed;
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = probe.getLocalPort();
    }
    isOutcome(
        "closed", attempt(URI.create("tcp://127.0.0.1:" + closed), "", "", ""), "port " + closed);
    isOutcome(
        "no-such-host", attempt(URI.create("tcp://no-such.invalid:1883"), "", "", ""), "nobody");
    try (var hangsUp = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                while (!hangsUp.isClosed()) {
                  try (var caller = hangsUp.accept()) {
                    // Long enough to have read the CONNECT, so that it is an end and no reset.
                    var _ = caller.getInputStream().read(new byte[256]);
                  } catch (IOException _) {
                    return;
                  }
                }
              });
      isOutcome(
          "no-broker",
          attempt(URI.create("tcp://127.0.0.1:" + hangsUp.getLocalPort()), "", "", ""),
          "hung up");
    }
  }

  /// Through the API: nothing is kept, it is on record, and only one at a time, some a minute.
  @Test
  void aTryIsOnRecordKeepsNothingAndScansNoPorts() throws Exception {
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      int port;
      try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
        port = silent.getLocalPort();
        tryTwiceAtOnce(console, chief, silent);
      }
      assertFalse(Files.exists(folder.resolve("secrets")));
      String at = "tcp://127.0.0.1:" + port;
      String audit = console.send("GET", "/api/v1/audit", "", chief).body();
      assertTrue(audit.contains("uplink-tried") && audit.contains(at), audit);
      int refused = 0;
      String body = new JsonObject().put("broker", at).encode();
      for (int i = 0; i < 10; i++) {
        refused += console.send("POST", TRY, body, chief).statusCode() == 429 ? 1 : 0;
      }
      assertTrue(refused >= 5, "refused: " + refused);
    }
  }

  private static void tryTwiceAtOnce(TestConsole console, Person by, ServerSocket silent)
      throws Exception {
    String body =
        new JsonObject().put("broker", "tcp://127.0.0.1:" + silent.getLocalPort()).encode();
    CompletableFuture<HttpResponse<String>> first =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return console.send("POST", TRY, body, by);
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    try (var caller = silent.accept()) {
      // It waits for an answer now.
      assertEquals(409, console.send("POST", TRY, body, by).statusCode());
      assertTrue(caller.isConnected());
      HttpResponse<String> answer = first.get(120, TimeUnit.SECONDS);
      assertEquals(200, answer.statusCode(), answer.body());
      assertEquals("silent", new JsonObject(answer.body()).getString("outcome"));
    }
  }

  @Test
  void aKeptPasswordIsNotSentToAnotherBroker() throws Exception {
    Files.createDirectories(folder.resolve("secrets"));
    Files.writeString(folder.resolve("secrets/p"), "river-42\n");
    Files.writeString(
        folder.resolve("site.yaml"),
        """
        schema-version: 1
        gateway:
          id: gw-7
          title: {zh: 甲, en: A}
          position: {latitude-deg: 33.5, longitude-deg: 114.0}
          adcode: "411102"
        uplink: {broker: "tcp://127.0.0.1:9", user: gw, password-file: secrets/p}
        """);
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      var elsewhere = new JsonObject().put("broker", "tcp://127.0.0.1:10").put("user", "gw");
      HttpResponse<String> asked = console.send("POST", TRY, elsewhere.encode(), chief);
      assertEquals(400, asked.statusCode(), asked.body());
      assertTrue(asked.body().contains("\"password\""), asked.body());
      var same = new JsonObject().put("broker", "tcp://127.0.0.1:9").put("user", "gw");
      HttpResponse<String> tried = console.send("POST", TRY, same.encode(), chief);
      assertEquals(200, tried.statusCode(), tried.body());
      assertEquals("closed", new JsonObject(tried.body()).getString("outcome"));
    }
  }
}
