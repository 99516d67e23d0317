package org.fieldbeacon.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a server that we did not write: GStreamer's gst-rtsp-server. Needs Debian's
/// gir1.2-gst-rtsp-server-1.0, python3-gi, gstreamer1.0-plugins-good and ffmpeg; without them the
/// tests say so and are skipped, except in CI.
@Timeout(300)
class RtspPeerIT {
  /// Debian's own: the modules of its packages are not seen by another Python.
  private static final String PYTHON = "/usr/bin/python3";

  @TempDir static Path folder;
  private static Path film;
  private final List<Process> servers = new ArrayList<>();
  private int port;

  @BeforeAll
  static void makeFilm() throws Exception {
    String needed =
        "import gi; gi.require_version('GstRtspServer', '1.0');"
            + " from gi.repository import Gst, GstRtspServer; Gst.init(None);"
            + " assert all(Gst.ElementFactory.find(e) for e in ('qtdemux', 'rtph264pay'))";
    if (!ends(PYTHON, "-c", needed) || !ends("ffmpeg", "-version")) {
      String why = "skipped: no gst-rtsp-server for " + PYTHON + ", or no ffmpeg";
      assertFalse("true".equals(System.getenv("CI")), why + ", and CI may not skip it");
      abort(why);
    }
    film = folder.resolve("film.mp4");
    String source = "testsrc=size=320x240:rate=25:duration=4";
    assertTrue(
        ends(
            "ffmpeg",
            "-loglevel",
            "error",
            "-f",
            "lavfi",
            "-i",
            source,
            "-c:v",
            "libx264",
            "-g",
            "25",
            "-pix_fmt",
            "yuv420p",
            film.toString()),
        "the film cannot be made");
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Process server : servers) {
      server.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void picturesArriveAndAgainAfterARestartOfTheServerWhoseAbsenceIsNamed() throws Exception {
    start(0);
    try (var site = site(Map.of("rtsp", "/live/1"))) {
      takesAPicture(site);
      takesAPicture(site);
      servers.getLast().destroyForcibly().waitFor(60, TimeUnit.SECONDS);
      site.poll();
      assertTrue(site.said().startsWith("LINK_DOWN rtsp 127.0.0.1:" + port), site.said());
      assertTrue(site.observations.getFirst().isMissing(), "no picture is a missing one");
      start(port);
      takesAPicture(site);
    }
  }

  @Test
  void aStreamThatIsNotThereIsNamed() throws Exception {
    start(0);
    try (var site = site(Map.of("rtsp", "/live/7"))) {
      site.poll();
      assertTrue(site.said().startsWith("DEGRADED rtsp 127.0.0.1:" + port), site.said());
      assertTrue(site.said().contains("404 Not Found"), site.said());
    }
  }

  /// The right password, a wrong one and none; what a technician sees has neither.
  @ParameterizedTest
  @ValueSource(strings = {"basic", "digest"})
  void aLoginIsAcceptedAndAWrongOneRefused(String method) throws Exception {
    start(0, method, "field", "a b'c@d");
    Path password = Files.writeString(folder.resolve("password"), "a b'c@d\n");
    Map<String, Object> address = new HashMap<>();
    address.put("rtsp", "/live/1");
    try (var site = site(address)) {
      site.poll();
      assertTrue(site.said().startsWith("MISCONFIGURED"), site.said());
      assertTrue(site.said().contains("401 Unauthorized"), site.said());
    }
    address.put("user", "field");
    address.put("password-file", password.toString());
    if (method.equals("basic")) {
      // It would be readable on the line, and nobody has said that it may be.
      try (var site = site(address)) {
        site.poll();
        assertTrue(site.said().contains("the site may say authentication: basic"), site.said());
      }
      address.put("authentication", "basic");
    }
    try (var site = site(address)) {
      site.told();
      takesAPicture(site);
      List<String> told = site.told();
      assertEquals("> one picture of /live/1 over TCP, by ffmpeg, with a login", told.getFirst());
      assertTrue(told.getLast().startsWith("< image/jpeg, "), told.toString());
      Files.writeString(password, "wrong-one\n");
      site.poll();
      assertTrue(site.said().startsWith("MISCONFIGURED"), site.said());
      assertFalse((site.said() + site.told()).contains("wrong-one"), site.said());
    }
  }

  private static void takesAPicture(Site site) throws IOException {
    site.poll();
    assertEquals(1, site.frames.size(), site.said());
    var image = ImageIO.read(new ByteArrayInputStream(site.frames.getFirst().bytes()));
    assertNotNull(image);
    assertEquals("320x240", image.getWidth() + "x" + image.getHeight());
    assertEquals("ONLINE ", site.said());
  }

  private Site site(Map<String, Object> address) {
    return new Site(Site.tcp(port, Duration.ofSeconds(60)), address);
  }

  private void start(int wantedPort, String... login) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                PYTHON,
                Path.of("src/test/python/gst_rtsp_server.py").toAbsolutePath().toString(),
                String.valueOf(wantedPort),
                film.toString()));
    command.addAll(List.of(login));
    Process server =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    servers.add(server);
    var said =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    String line = said.readLine();
    assertTrue(line != null, "the RTSP server ended before it listened");
    port = Integer.parseInt(line);
  }

  private static boolean ends(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false;
    }
  }
}
