package org.fieldbeacon.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Streams by a real `ffmpeg`, which also makes the stream. Runs whenever it is installed; with
/// `CI=true` it must be.
@Timeout(120)
class RtspIT {
  @TempDir static Path folder;
  private static RtspServer open;
  private static RtspServer locked;

  @BeforeAll
  static void makeStream() throws Exception {
    boolean isThere = isThere();
    if (!isThere && System.getenv("CI") == null) {
      Assumptions.abort("ffmpeg is not installed: streams are not tried");
    }
    assertTrue(isThere, "ffmpeg: got none on the path, wanted it in CI");
    Path stream = folder.resolve("stream.264");
    Process made =
        new ProcessBuilder(
                "ffmpeg",
                "-loglevel",
                "error",
                "-f",
                "lavfi",
                "-i",
                "testsrc=size=320x240:rate=5:duration=2",
                "-c:v",
                "libx264",
                "-g",
                "5",
                "-f",
                "h264",
                stream.toString())
            .inheritIO()
            .start();
    assertTrue(made.waitFor(60, TimeUnit.SECONDS));
    open = new RtspServer(Files.readAllBytes(stream), "");
    locked = new RtspServer(Files.readAllBytes(stream), "field:a b'c@d");
  }

  @AfterAll
  static void stop() {
    if (open != null) {
      open.close();
      locked.close();
    }
  }

  @Test
  void onePictureOfTheStreamIsTaken() throws IOException {
    try (var site = site(open, Map.of("rtsp", "/live/1"))) {
      site.poll();
      assertEquals(1, site.frames.size(), site.said());
      var image = ImageIO.read(new ByteArrayInputStream(site.frames.getFirst().bytes()));
      assertNotNull(image);
      assertEquals("320x240", image.getWidth() + "x" + image.getHeight());
      assertEquals("ONLINE ", site.said());
      site.poll();
      assertEquals(1, site.frames.size(), site.said());
    }
    assertNoChildIsLeft();
  }

  /// The password does not stand among the arguments that everybody on the gateway can read, and
  /// not in what is told.
  @Test
  void aLoginIsGivenAndNeverShown() throws IOException {
    Path password = folder.resolve("password");
    Files.writeString(password, "a b'c@d\n");
    Map<String, Object> address =
        Map.of(
            "rtsp",
            "/live/1",
            "user",
            "field",
            "password-file",
            password.toString(),
            "authentication",
            "basic");
    try (var site = site(locked, address)) {
      site.poll();
      assertEquals(1, site.frames.size(), site.said());
      Files.writeString(password, "wrong-one\n");
      site.poll();
      assertTrue(site.said().startsWith("MISCONFIGURED rtsp 127.0.0.1:"), site.said());
      assertTrue(site.said().contains("401 Unauthorized"), site.said());
      assertFalse(site.said().contains("wrong-one"), site.said());
    }
  }

  @Test
  void aCameraThatSaysNothingIsGivenUpAndItsChildKilled() throws Exception {
    try (var dead = new RtspServer(new byte[0], "")) {
      dead.fallSilent();
      var link = Site.tcp(dead.port(), Duration.ofSeconds(1));
      try (var site = new Site(link, Map.of("rtsp", "/live/1"))) {
        long began = System.nanoTime();
        site.poll();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertTrue(took.compareTo(Duration.ofSeconds(20)) < 0, "took " + took);
        assertEquals(0, site.frames.size());
        assertTrue(site.observations.getFirst().isMissing(), site.said());
      }
    }
    assertNoChildIsLeft();
  }

  @Test
  void closeEndsTheChild() throws Exception {
    try (var dead = new RtspServer(new byte[0], "")) {
      dead.fallSilent();
      var site = site(dead, Map.of("rtsp", "/live/1"));
      Thread polling = Thread.ofVirtual().start(site::poll);
      long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (dead.connections().isEmpty() && System.nanoTime() < until) {
        LockSupport.parkNanos(1_000_000);
      }
      site.close();
      assertTrue(polling.join(Duration.ofSeconds(5)), "still there 5 s after close");
    }
    assertNoChildIsLeft();
  }

  @Test
  void aPortThatNobodyListensOnIsALineThatIsDown() {
    int port = new RtspServer(new byte[0], "").portAfterClose();
    try (var site = new Site(Site.tcp(port, Duration.ofSeconds(20)), Map.of("rtsp", "/"))) {
      site.poll();
      assertTrue(site.said().startsWith("LINK_DOWN rtsp 127.0.0.1:" + port), site.said());
    }
  }

  @Test
  void aMissingProgramIsTold() {
    var factory = new CameraDriverFactory("/nowhere/ffmpeg");
    try (var site = new Site(Site.tcp(1), Map.of("rtsp", "/"), factory)) {
      site.poll();
      assertTrue(
          site.said().startsWith("MISCONFIGURED /nowhere/ffmpeg cannot be started"), site.said());
    }
  }

  private static Site site(RtspServer server, Map<String, Object> address) {
    return new Site(Site.tcp(server.port(), Duration.ofSeconds(40)), address);
  }

  private static boolean isThere() {
    return List.of(System.getenv("PATH").split(":", -1)).stream()
        .anyMatch(dir -> Files.isExecutable(Path.of(dir, "ffmpeg")));
  }

  private static void assertNoChildIsLeft() {
    List<String> left =
        ProcessHandle.current()
            .children()
            .filter(ProcessHandle::isAlive)
            .map(p -> p.info().command().orElse(""))
            .filter(c -> c.endsWith("ffmpeg"))
            .toList();
    assertEquals(List.of(), left);
  }
}
