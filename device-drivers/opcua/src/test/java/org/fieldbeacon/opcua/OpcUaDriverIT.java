package org.fieldbeacon.opcua;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.driver.ServerTrust;
import org.fieldbeacon.driver.ServerTrust.ServerCertificate;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.simulator.fault.Fault;
import org.fieldbeacon.simulator.opcua.OpcUaSimulator;
import org.fieldbeacon.simulator.scenario.ServerSpec;
import org.fieldbeacon.simulator.scenario.ServerSpec.VariableSpec;
import org.fieldbeacon.simulator.scenario.Signal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against Milo's own server on the loopback address, secured as it is by default.
@Timeout(120)
class OpcUaDriverIT {
  private static final String NAMESPACE = "urn:fieldbeacon:test";
  private static final Duration POLL = Duration.ofMillis(500);

  @TempDir Path folder;
  private final LinkedBlockingQueue<String> written = new LinkedBlockingQueue<>();
  private OpcUaSimulator server;

  @BeforeEach
  void serve() throws IOException {
    server = simulator(Map.of(), false);
  }

  @AfterEach
  void end() {
    server.close();
  }

  /// Promise 10: nobody is believed by default, and the way to believe is told.
  @Test
  void anUnknownServerIsToldWithItsThumbprintAndBelievedOnceAPersonMovesItsCertificate()
      throws Exception {
    try (Site site = site(Map.of())) {
      DeviceStatus status = site.await(State.MISCONFIGURED);
      assertTrue(
          status.detail().contains(Thumbprint.of(server.certificate()).hex())
              && status.detail().contains("rejected/certs")
              && status.detail().contains("trusted/certs"),
          status.detail());
      assertTrue(site.await("level", Observation::isMissing).detail().contains("thumbprint"));
      site.believeRejected();
      site.await(State.ONLINE);
      assertEquals(1.5, site.await("level", o -> !o.isMissing()).value());
    }
  }

  /// What the console does: by fingerprint, and back again while a session is open.
  @Test
  void aServerIsBelievedByItsFingerprintAndItsSessionEndsWhenItIsBelievedNoLonger()
      throws Exception {
    try (Site site = site(Map.of())) {
      site.await(State.MISCONFIGURED);
      var link = Site.link(server.url(), site.state, Map.of());
      ServerTrust trust = ServerTrust.of(link).orElseThrow();
      ServerCertificate shown = trust.certificates(link).getFirst();
      assertEquals(Thumbprint.sha256(server.certificate()), shown.sha256());
      assertEquals(Thumbprint.of(server.certificate()).hex(), shown.sha1());
      assertTrue(shown.applicationUri().startsWith("urn:"), shown.applicationUri());
      assertFalse(shown.isBelieved());
      assertEquals(Optional.empty(), trust.believe(link, "0".repeat(64)), "one that nobody showed");

      assertTrue(trust.believe(link, shown.sha256()).orElseThrow().isBelieved());
      site.await(State.ONLINE);
      assertTrue(trust.certificates(link).getFirst().isBelieved());
      var other = Site.link(server.url(), folder.resolve("another"), Map.of());
      trust.carry(link, other, Set.of("0".repeat(64)));
      assertEquals(List.of(), trust.certificates(other), "not this one");
      var third = Site.link(server.url(), folder.resolve("third"), Map.of());
      trust.carry(link, third, Set.of(shown.sha256()));
      assertEquals(trust.certificates(link), trust.certificates(third));

      assertTrue(trust.distrust(link, shown.sha256()).orElseThrow().isBelieved());
      site.await(State.MISCONFIGURED);
      trust.carry(third, link, Set.of(shown.sha256()));
      assertFalse(trust.certificates(link).getFirst().isBelieved(), "a link that was used decides");
      assertFalse(trust.distrust(link, shown.sha256()).orElseThrow().isBelieved());
    }
  }

  @Test
  void theOwnKeyIsMadeOnceAndReadableByNobodyElse() throws Exception {
    try (Site site = believing(Map.of())) {
      site.await(State.ONLINE);
      Path key = folder.resolve("state/own/private-key.pem");
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
    }
    Path certificate = folder.resolve("state/own/certificate.der");
    byte[] first = Files.readAllBytes(certificate);
    try (Site again = site(Map.of())) {
      again.await(State.ONLINE);
      assertArrayEquals(first, Files.readAllBytes(certificate));
    }
  }

  @Test
  void changesComeWithTheSourcesTimeLongBeforeTheNextPoll() throws Exception {
    try (Site site = believing(Map.of("publishing-ms", 100), Duration.ofMinutes(10))) {
      site.await("level", o -> !o.isMissing());
      long began = System.nanoTime();
      server.set("level", 2.25);
      Observation o = site.awaitValue("level", 2.25);
      long tookMs = (System.nanoTime() - began) / 1_000_000;
      assertTrue(tookMs < 60_000, "took " + tookMs + " ms");
      Duration age = Duration.between(o.phenomenonTime(), o.receivedTime());
      assertTrue(age.abs().compareTo(Duration.ofSeconds(5)) < 0, o.toString());
      assertEquals(Quality.NOT_EVALUATED, o.quality());
    }
  }

  @Test
  void aValueThatStandsStillIsConfirmedAtEveryPollAndSaysSinceWhen() throws Exception {
    try (Site site = believing(Map.of())) {
      Observation first = site.await("level", o -> !o.isMissing());
      Observation later = site.await("level", o -> o.detail().startsWith("unchanged since"));
      Observation latest =
          site.await("level", o -> o.phenomenonTime().isAfter(later.phenomenonTime()));
      assertEquals(first.value(), latest.value());
    }
  }

  /// The server forgets sessions and subscriptions; values flow again without a restart of ours.
  @Test
  void changesComeAgainAfterARestartOfTheServer() throws Exception {
    try (Site site = believing(Map.of("publishing-ms", 100), Duration.ofSeconds(2))) {
      site.await("level", o -> !o.isMissing());
      for (int round = 1; round <= 2; round++) {
        server.restart();
        double now = 10 + round;
        server.set("level", now);
        site.awaitValue("level", now);
        // Not by a poll alone: the subscription itself is back.
        site.await("level", o -> o.detail().startsWith("unchanged since"));
        server.set("level", now + 0.5);
        Observation told = site.awaitValue("level", now + 0.5);
        assertFalse(told.detail().startsWith("unchanged"), told.toString());
      }
    }
  }

  @Test
  void aCutLinkIsMissingAndEndsWithTheLink() throws Exception {
    try (Site site = believing(Map.of())) {
      site.await(State.ONLINE);
      var cut = new Fault.LinkCut();
      server.faults().on(cut);
      site.await(s -> s.state() == State.OFFLINE || s.state() == State.LINK_DOWN, "down");
      assertTrue(site.await("level", Observation::isMissing).quality() == Quality.MISSING);
      assertInstanceOf(WriteResult.TimedOut.class, site.write("pump", 1));
      server.faults().off(cut);
      site.await(State.ONLINE);
      site.await("level", o -> !o.isMissing());
    }
  }

  @Test
  void writesAreConfirmedInTheVariablesOwnTypeOrRefusedByName() throws Exception {
    try (Site site = believing(Map.of())) {
      site.await(State.ONLINE);
      assertEquals(new WriteResult.Done(), site.write("pump", 1));
      assertEquals("pump=1.0", written.poll(60, TimeUnit.SECONDS));
      assertEquals(new WriteResult.Done(), site.write("setpoint", 12.5));
      assertEquals("setpoint=125.0", written.poll(60, TimeUnit.SECONDS));
      var tooMuch = assertInstanceOf(WriteResult.Refused.class, site.write("setpoint", 1e6));
      assertTrue(tooMuch.reason().contains("wanted 0..65535"), tooMuch.reason());
      var readOnly = assertInstanceOf(WriteResult.Refused.class, site.write("locked", 1));
      assertTrue(readOnly.reason().contains("Bad_"), readOnly.reason());
      assertInstanceOf(WriteResult.Refused.class, site.write("level", 1));
      assertInstanceOf(WriteResult.Refused.class, site.write("pump", Double.NaN));
    }
  }

  @Test
  void aBadStatusKeepsTheValueUnderFailAndAnUncertainOneIsSuspect() throws Exception {
    try (Site site = believing(Map.of("publishing-ms", 100))) {
      site.await("level", o -> !o.isMissing());
      server.setStatus("level", new StatusCode(StatusCodes.Bad_SensorFailure));
      Observation bad = site.await("level", o -> o.quality() == Quality.FAIL);
      assertEquals(1.5, bad.value());
      assertTrue(bad.detail().contains("Bad_SensorFailure"), bad.toString());
      server.setStatus("level", new StatusCode(StatusCodes.Uncertain_LastUsableValue));
      Observation doubtful = site.await("level", o -> o.quality() == Quality.SUSPECT);
      assertTrue(doubtful.detail().contains("Uncertain_LastUsableValue"), doubtful.toString());
    }
  }

  @Test
  void aNodeThatThereIsNotIsMissingAndTheOthersAreRead() throws Exception {
    believe();
    var points =
        List.of(
            Site.point("level", Access.READ, Map.of("node", "s=Plant.level")),
            Site.point("nowhere", Access.READ, Map.of("node", "s=Plant.nowhere")));
    try (Site site = new Site(link(Map.of()), Site.device(NAMESPACE, POLL, points))) {
      Observation nowhere = site.await("nowhere", Observation::isMissing);
      assertTrue(nowhere.detail().contains("Bad_NodeIdUnknown"), nowhere.toString());
      assertEquals(1.5, site.await("level", o -> !o.isMissing()).value());
      assertTrue(site.await(State.DEGRADED).detail().contains("nowhere"));
    }
  }

  @Test
  void aServerWithoutTheWantedSecurityIsRefusedAndWhatItOffersIsTold() throws Exception {
    try (Site site = believing(Map.of("security", "aes256-sha256-rsapss"))) {
      DeviceStatus status = site.await(State.MISCONFIGURED);
      assertTrue(
          status.detail().contains("Basic256Sha256 SignAndEncrypt")
              && status.detail().contains("Aes256_Sha256_RsaPss"),
          status.detail());
    }
  }

  @Test
  void aUserSignsInAndAWrongPasswordIsSaidSo() throws Exception {
    server.close();
    server = simulator(Map.of("fieldbeacon", "right"), false);
    Path password = Files.writeString(folder.resolve("password"), "wrong\n");
    var link = Site.withUser(link(Map.of()), "fieldbeacon", password);
    believe();
    try (Site site = new Site(link, device(POLL))) {
      DeviceStatus status = site.await(State.MISCONFIGURED);
      assertTrue(status.detail().contains("password-file"), status.detail());
      Files.writeString(password, "right\n");
      site.await(State.ONLINE);
    }
  }

  @Test
  void aUserSignsInByCertificateAndAStrangersIsSaidSo() throws Exception {
    server.close();
    Path users = folder.resolve("state/user");
    OwnIdentity stranger = OwnIdentity.inFolder(users, "stranger", Instant.now());
    OwnIdentity known = OwnIdentity.inFolder(folder.resolve("known"), "known", Instant.now());
    server = unstarted(Map.of(), false).believeUser(known.certificate()).start();
    try (Site site = believing(Map.of("identity", "certificate"))) {
      DeviceStatus status = site.await(State.MISCONFIGURED);
      assertTrue(status.detail().contains("user certificate"), status.detail());
      assertFalse(known.certificate().equals(stranger.certificate()));
      for (String file : List.of("private-key.pem", "certificate.der")) {
        Files.copy(
            folder.resolve("known").resolve(file),
            users.resolve(file),
            StandardCopyOption.REPLACE_EXISTING);
      }
      site.await(State.ONLINE);
    }
  }

  @Test
  void manyChangesAtOnceEndWithTheLast() throws Exception {
    try (Site site = believing(Map.of("publishing-ms", 50), Duration.ofSeconds(1))) {
      site.await("level", o -> !o.isMissing());
      for (int i = 0; i < 20_000; i++) {
        server.set("level", i);
      }
      site.awaitValue("level", 19_999);
    }
  }

  private OpcUaSimulator simulator(Map<String, String> users, boolean isOpen) throws IOException {
    return unstarted(users, isOpen).start();
  }

  private OpcUaSimulator unstarted(Map<String, String> users, boolean isOpen) throws IOException {
    var spec =
        new ServerSpec(
            "plc",
            0,
            NAMESPACE,
            users,
            isOpen,
            List.of(
                variable("level", ServerSpec.Type.DOUBLE, false, 1.5),
                variable("pump", ServerSpec.Type.BOOLEAN, true, 0),
                variable("setpoint", ServerSpec.Type.UINT16, true, 300),
                variable("locked", ServerSpec.Type.INT32, false, 7)));
    return new OpcUaSimulator(spec, (name, value) -> written.add(name + "=" + value));
  }

  private static VariableSpec variable(
      String name, ServerSpec.Type type, boolean isWritable, double value) {
    return new VariableSpec(name, "Plant." + name, type, isWritable, new Signal.Constant(value));
  }

  private static Device device(Duration poll) {
    return Site.device(
        NAMESPACE,
        poll,
        List.of(
            Site.point("level", Access.READ, Map.of("node", "s=Plant.level")),
            Site.point("pump", Access.READ_WRITE, Map.of("node", "s=Plant.pump")),
            Site.point(
                "setpoint", Access.READ_WRITE, Map.of("node", "s=Plant.setpoint", "scale", 0.1)),
            Site.point("locked", Access.WRITE, Map.of("node", "s=Plant.locked"))));
  }

  private org.fieldbeacon.driver.LinkConfig.Endpoint link(Map<String, Object> settings) {
    return Site.link(server.url(), folder.resolve("state"), settings);
  }

  private Site site(Map<String, Object> settings) {
    return new Site(link(settings), device(POLL));
  }

  private Site believing(Map<String, Object> settings) throws Exception {
    return believing(settings, POLL);
  }

  private Site believing(Map<String, Object> settings, Duration poll) throws Exception {
    believe();
    return new Site(link(settings), device(poll));
  }

  private void believe() throws Exception {
    Path trusted = Files.createDirectories(folder.resolve("state/trusted/certs"));
    Files.write(trusted.resolve("server.der"), server.certificate().getEncoded());
  }
}
