package org.fieldbeacon.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.fieldbeacon.contract.AlarmMessage.Text;
import org.fieldbeacon.contract.Command;
import org.fieldbeacon.contract.Command.CommandResult;
import org.fieldbeacon.contract.SiteMessage;
import org.fieldbeacon.contract.StatusMessage;
import org.fieldbeacon.contract.Stream;
import org.fieldbeacon.mqtt.Await;
import org.fieldbeacon.mqtt.Mosquitto;
import org.fieldbeacon.mqtt.MqttConfig;
import org.fieldbeacon.mqtt.MqttSessionException;
import org.fieldbeacon.mqtt.TestAuthority;
import org.fieldbeacon.mqtt.TlsTrust;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// The uplink through mosquitto with TLS, with a certificate authority of the test's own.
class UplinkTlsIT {
  private static final Instant NOW = Instant.parse("2026-07-14T00:00:00Z");

  @TempDir static Path dir;

  private static TestAuthority authority;
  private static TestAuthority stranger;

  private final FakeOutbox outbox = new FakeOutbox();

  @SuppressWarnings("NullAway.Init")
  UplinkTlsIT() {}

  @BeforeAll
  static void certify() {
    authority =
        TestAuthority.in(dir.resolve("ours"))
            .server("broker", "ip:127.0.0.1")
            .server("elsewhere", "dns:elsewhere.example")
            .client("gateway");
    stranger = TestAuthority.in(dir.resolve("strange"));
  }

  @Test
  void everythingArrivesOverTls() {
    outbox.add(Stream.ALARM, 20, 100);
    outbox.add(Stream.OBSERVATION, 200, 2000);
    try (Mosquitto broker = Mosquitto.withTls(dir, authority, "broker", false);
        FakeMap map = map(broker, TlsTrust.in(authority.certificate()));
        Uplink uplink = uplink(broker, TlsTrust.in(authority.certificate()))) {
      uplink.start();
      Await.until("outbox is empty", outbox::isEmpty);
      assertEquals(20, map.stored(Stream.ALARM));
      assertEquals(200, map.stored(Stream.OBSERVATION));
      assertEquals(Optional.empty(), uplink.trouble());
    }
  }

  /// Somebody between gateway and map: not one message may leave.
  @Test
  void aBrokerOfAnotherAuthorityIsRefusedAndSaidToBe() {
    outbox.add(Stream.ALARM, 1, 100);
    try (Mosquitto broker = Mosquitto.withTls(dir, authority, "broker", false);
        FakeMap map = map(broker, TlsTrust.in(authority.certificate()));
        Uplink uplink = uplink(broker, TlsTrust.in(stranger.certificate()))) {
      assertRefused(
          uplink,
          broker.tlsUri() + ": got a certificate of the broker that is not trusted",
          "PKIX");
      assertEquals(0, map.stored(Stream.ALARM));
      assertFalse(outbox.isEmpty());
    }
  }

  @Test
  void aBrokerUnderAnotherNameIsRefusedAndSaidToBe() {
    try (Mosquitto broker = Mosquitto.withTls(dir, authority, "elsewhere", false);
        Uplink uplink = uplink(broker, TlsTrust.in(authority.certificate()))) {
      assertRefused(
          uplink,
          broker.tlsUri() + ": got a certificate of the broker that is not trusted",
          "127.0.0.1");
    }
  }

  @Test
  void aBrokerThatAsksBackIsShownTheGatewaysCertificate() {
    SSLContext withOwn =
        TlsTrust.in(
            authority.certificate(),
            authority.certificateOf("gateway"),
            authority.keyOf("gateway"));
    outbox.add(Stream.ALARM, 5, 100);
    try (Mosquitto broker = Mosquitto.withTls(dir, authority, "broker", true);
        FakeMap map = map(broker, withOwn);
        Uplink uplink = uplink(broker, withOwn);
        Uplink bare = uplink(broker, TlsTrust.in(authority.certificate()))) {
      uplink.start();
      Await.until("outbox is empty", outbox::isEmpty);
      assertEquals(5, map.stored(Stream.ALARM));
      assertRefused(bare, broker.tlsUri().toString(), "");
    }
  }

  @Test
  void aFileThatIsNoCertificateOrNoKeyIsNamed() throws Exception {
    Path rubbish = Files.writeString(dir.resolve("rubbish.pem"), "rubbish");
    assertTrue(said(() -> TlsTrust.in(rubbish)).contains("rubbish.pem"));
    Path ca = authority.certificate();
    Path own = authority.certificateOf("gateway");
    assertTrue(said(() -> TlsTrust.in(ca, own, rubbish)).contains("PKCS #8"));
  }

  private static String said(Executable attempt) {
    return String.valueOf(assertThrows(MqttSessionException.class, attempt).getMessage());
  }

  private static void assertRefused(Uplink uplink, String where, String why) {
    uplink.start();
    Await.until("the uplink has failed", () -> uplink.failures() > 0);
    String trouble = uplink.trouble().orElse("");
    assertTrue(trouble.contains(where) && trouble.contains(why), trouble);
    assertFalse(uplink.isConnected());
  }

  private static FakeMap map(Mosquitto broker, SSLContext tls) {
    return new FakeMap(MqttConfig.of(broker.tlsUri(), "map").withTls(tls), _ -> true, _ -> true);
  }

  private Uplink uplink(Mosquitto broker, SSLContext tls) {
    InstantSource clock = InstantSource.fixed(NOW);
    String client = "gw-" + System.identityHashCode(tls);
    UplinkConfig config =
        UplinkConfig.of(
                FakeOutbox.GATEWAY, MqttConfig.of(broker.tlsUri(), client).withTls(tls), List.of())
            .withWaits(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMillis(50));
    return new Uplink(
        config,
        outbox,
        new Here(),
        new Deaf(),
        SeenCommands.inMemory(clock),
        clock,
        System::nanoTime,
        new Random(1));
  }

  private static final class Here implements Presence {
    @Override
    public SiteMessage site() {
      return new SiteMessage(
          FakeOutbox.GATEWAY,
          new Text("测试", "test"),
          Optional.empty(),
          "410122",
          "0",
          true,
          List.of());
    }

    @Override
    public StatusMessage status() {
      return StatusMessage.of(FakeOutbox.GATEWAY, true, NOW, "simulated", 0, List.of());
    }
  }

  private static final class Deaf implements CommandHandler {
    @Override
    public CompletableFuture<CommandResult> obey(Command command) {
      throw new IllegalStateException("nobody commands here");
    }

    @Override
    public void refused(CommandResult result) {
      throw new IllegalStateException("nobody commands here");
    }
  }
}
