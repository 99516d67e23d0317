package org.fieldbeacon.camera;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.Frame;
import org.fieldbeacon.driver.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a camera may answer, and what becomes of it.
@Timeout(60)
class SnapshotIT {
  private final AtomicReference<byte[]> answer = new AtomicReference<>(new byte[0]);
  private final AtomicReference<String> asked = new AtomicReference<>("");
  private ScriptedPeer peer;
  private Site site;

  @BeforeEach
  void connect() {
    peer =
        new ScriptedPeer(
            request -> {
              asked.set(new String(request, StandardCharsets.ISO_8859_1));
              return answer.get();
            });
    site = new Site(Site.tcp(peer.port()), Map.of("snapshot", "/cgi/snap?ch=1", "max-bytes", 2000));
  }

  @AfterEach
  void disconnect() {
    site.close();
    peer.close();
  }

  @Test
  void aPictureIsHandedOnAsItCameWithItsSizeAsObservation() {
    answer.set(Site.http("HTTP/1.1 200 OK\r\nContent-Length: 16", Site.JPEG));
    site.poll();
    Frame frame = site.frames.getFirst();
    assertArrayEquals(Site.JPEG, frame.bytes());
    assertEquals("image/jpeg", frame.mediaType());
    assertEquals("gate/frame", frame.point().toString());
    assertEquals("http 127.0.0.1:" + peer.port(), frame.source());
    assertEquals(site.now.get(), frame.phenomenonTime());
    assertEquals(16, site.observations.getFirst().value());
    assertEquals(State.ONLINE, site.statuses.getLast().state());
    String request = String.valueOf(asked.get());
    assertTrue(request.startsWith("GET /cgi/snap?ch=1 HTTP/1.1\r\n"), request);
    assertTrue(request.contains("\r\nHost: 127.0.0.1:" + peer.port() + "\r\n"), request);
  }

  @Test
  void aPictureInChunksIsPutTogether() {
    String body = new String(Site.JPEG, StandardCharsets.ISO_8859_1);
    String chunks =
        "3\r\n" + body.substring(0, 3) + "\r\nD;x=y\r\n" + body.substring(3) + "\r\n0\r\n\r\n";
    answer.set(
        Site.http(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked",
            chunks.getBytes(StandardCharsets.ISO_8859_1)));
    site.poll();
    assertArrayEquals(Site.JPEG, site.frames.getFirst().bytes());
  }

  @Test
  void aPictureWithoutLengthEndsWithTheConnection() {
    byte[] whole = Site.http("HTTP/1.0 200 OK", Site.JPEG);
    answer.set(whole);
    peer.behave(new ScriptedPeer.Manners.HangUpAfter(whole.length));
    site.poll();
    assertArrayEquals(Site.JPEG, site.frames.getFirst().bytes());
  }

  @Test
  void anAnswerAfterAnInterimOneIsTheAnswer() {
    answer.set(
        Site.http("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 16", Site.JPEG));
    site.poll();
    assertEquals(1, site.frames.size());
  }

  @Test
  void aPictureOverTheBoundIsRefusedBeforeItIsRead() {
    answer.set(Site.http("HTTP/1.1 200 OK\r\nContent-Length: 99999999999", Site.JPEG));
    assertRefused("DEGRADED", "got 99999999999 bytes or more, wanted 2000 at most");
    answer.set(
        Site.http("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF", Site.JPEG));
    assertRefused("DEGRADED", "got 4294967295 bytes or more, wanted 2000 at most");
    byte[] endless = new byte[5000];
    Arrays.fill(endless, (byte) 0xFF);
    answer.set(Site.http("HTTP/1.1 200 OK", endless));
    assertRefused("DEGRADED", "wanted 2000 at most");
  }

  @Test
  void aHeadWithoutEndIsGivenUp() {
    byte[] endless = new byte[1 << 20];
    Arrays.fill(endless, (byte) 'a');
    answer.set(Site.http("HTTP/1.1 200 OK", new byte[0]));
    answer.set(
        Site.http(
            "HTTP/1.1 200 OK\r\nX: " + new String(endless, StandardCharsets.US_ASCII),
            new byte[0]));
    assertRefused("DEGRADED", "head: got more than it may have");
    answer.set(
        ("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(20_000)).getBytes(StandardCharsets.US_ASCII));
    assertRefused("DEGRADED", "head: got more than it may have");
  }

  @Test
  void whatIsNoPictureIsRefusedWithItsFirstBytes() {
    byte[] page = "<html>login</html>".getBytes(StandardCharsets.US_ASCII);
    answer.set(
        Site.http("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 18", page));
    assertRefused(
        "DEGRADED", "body: got 3C68746D6C3E6C6F... (18 bytes), wanted a JPEG or PNG picture");
    answer.set(Site.http("HTTP/1.1 200 OK\r\nContent-Length: 0", new byte[0]));
    assertRefused("DEGRADED", "body: got nothing, wanted a JPEG or PNG picture");
  }

  @Test
  void otherStatusesAreToldWithTheirNumber() {
    answer.set(Site.http("HTTP/1.1 404 Not Found\r\nContent-Length: 0", new byte[0]));
    assertRefused("DEGRADED", "/cgi/snap?ch=1: got 404, wanted 200");
    answer.set(
        Site.http(
            "HTTP/1.1 302 Found\r\nLocation: http://evil.example/\r\nContent-Length: 0",
            new byte[0]));
    assertRefused("DEGRADED", "got 302 to http://evil.example/, wanted 200");
    answer.set(Site.http("HTTP/1.1 503 Busy\r\nContent-Length: 0", new byte[0]));
    assertRefused("DEGRADED", "got 503, wanted 200");
  }

  @Test
  void aBodyThatTricklesEndsAtItsTimeAndNotLater() {
    site.close();
    site = new Site(Site.tcp(peer.port(), Duration.ofMillis(300)), Map.of("snapshot", "/"));
    answer.set(Site.http("HTTP/1.1 200 OK\r\nContent-Length: 1000", Site.JPEG));
    long began = System.nanoTime();
    assertRefused("OFFLINE", "no whole answer within 300 ms");
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, "took " + took);
  }

  /// An account is locked after a few wrong passwords: the camera is not asked again for ten
  /// minutes.
  @Test
  void aLoginThatIsWantedAndNotThereIsToldAndNotTriedAgainSoon() {
    answer.set(
        Site.http(
            "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"x\", nonce=\"y\"\r\nContent-Length: 0",
            new byte[0]));
    assertRefused("MISCONFIGURED", "got no user, wanted user and password-file");
    int before = peer.connections();
    site.pollAfter(Duration.ofMinutes(9));
    assertEquals(before, peer.connections());
    assertTrue(site.observations.getFirst().detail().startsWith("backing off: "));
    site.pollAfter(Duration.ofMinutes(2));
    assertEquals(before + 1, peer.connections());
  }

  @Test
  void aCameraThatFailsIsAskedEverLessAndAtOnceAgainAfterItAnswered() {
    answer.set(Site.http("HTTP/1.1 500 X\r\nContent-Length: 0", new byte[0]));
    int asked = 0;
    for (int i = 0; i < 120; i++) {
      int before = peer.connections();
      site.pollAfter(Duration.ofSeconds(1));
      asked += peer.connections() - before;
      assertTrue(site.observations.getFirst().isMissing());
    }
    assertTrue(asked >= 6 && asked <= 8, "asked " + asked + " times in two minutes");
    answer.set(Site.http("HTTP/1.1 200 OK\r\nContent-Length: 16", Site.JPEG));
    site.poll();
    site.pollAfter(Duration.ofSeconds(1));
    assertEquals(1, site.frames.size());
  }

  private void assertRefused(String state, String what) {
    site.poll();
    assertEquals(0, site.frames.size());
    assertTrue(site.observations.getFirst().isMissing());
    assertTrue(site.said().startsWith(state) && site.said().contains(what), site.said());
    assertTrue(site.observations.getFirst().detail().contains(what), site.observations.toString());
  }
}
