package org.fieldbeacon.simulator.camera;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.Frame;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.PollingDriver;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Unit;
import org.fieldbeacon.simulator.fault.Fault;
import org.fieldbeacon.simulator.fault.Fault.Picture.What;
import org.fieldbeacon.simulator.scenario.CameraSpec;
import org.fieldbeacon.simulator.series.SimulatedClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The simulated camera and the camera driver, on a real line.
@Timeout(60)
class CameraServerIT {
  private static final Path IMAGES = Path.of("../data/camera-smoke");
  private static final Text TEXT = new Text("相机", "camera");

  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-04-05T06:00:00Z"));
  private final List<Frame> frames = new CopyOnWriteArrayList<>();
  private final List<DeviceStatus> statuses = new CopyOnWriteArrayList<>();
  private List<Path> images = List.of();
  private CameraServer camera;
  private PollingDriver driver;
  private Device device;

  @BeforeEach
  void start() throws IOException {
    try (Stream<Path> files = Files.list(IMAGES)) {
      images = files.filter(f -> f.toString().endsWith(".jpg")).sorted().toList();
    }
    connect(false);
  }

  private void connect(boolean isBasic) throws IOException {
    var login = Optional.of(new CameraSpec.Login("field", "lookout", isBasic));
    camera =
        new CameraServer(
            new CameraSpec("c", 0, images, 1, Duration.ofSeconds(10), login),
            new SimulatedClock(nanos::get, 1));
    camera.start();
    Path password = folder.resolve("password");
    Files.writeString(password, "lookout\n");
    var point =
        new PointProfile(
            "frame",
            TEXT,
            "image-size",
            Unit.BYTE,
            1,
            1e9,
            PointProfile.Access.READ,
            Attributes.NONE);
    device =
        new Device(
            "c",
            TEXT,
            new DeviceProfile("any", TEXT, "camera", Attributes.NONE, List.of(point)),
            new Attributes(
                Map.of(
                    "snapshot",
                    "/snapshot.jpg",
                    "user",
                    "field",
                    "password-file",
                    password.toString(),
                    "authentication",
                    isBasic ? "basic" : "digest")),
            Duration.ofSeconds(10),
            Optional.empty());
    var link =
        new LinkConfig.Tcp(
            "line",
            "127.0.0.1",
            camera.port(),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Attributes.NONE);
    driver =
        (PollingDriver)
            DriverFactory.forProtocol("camera")
                .orElseThrow()
                .create(
                    link,
                    List.of(device),
                    new DriverContext(now::get, _ -> {}, statuses::add, frames::add));
  }

  @AfterEach
  void stop() throws IOException {
    driver.close();
    camera.close();
  }

  @Test
  void picturesFollowTheScenariosTimeAndTheLastOneStays() throws IOException {
    assertArrayEquals(Files.readAllBytes(images.get(0)), look());
    nanos.set(Duration.ofSeconds(41).toNanos());
    assertArrayEquals(Files.readAllBytes(images.get(4)), look());
    nanos.set(Duration.ofHours(1).toNanos());
    assertArrayEquals(Files.readAllBytes(images.getLast()), look());
  }

  @Test
  void basicIsLetInToo() throws IOException {
    stop();
    connect(true);
    assertEquals(images.size(), 13);
    assertArrayEquals(Files.readAllBytes(images.get(0)), look());
  }

  @Test
  void aStuckCameraShowsThePictureOfWhenItStuck() throws IOException {
    camera.faults().on(new Fault.Stuck(java.util.Set.of()));
    nanos.set(Duration.ofSeconds(41).toNanos());
    assertArrayEquals(Files.readAllBytes(images.get(0)), look());
    camera.faults().clear();
    assertArrayEquals(Files.readAllBytes(images.get(4)), look());
  }

  @Test
  void darkCoveredAndBlurredPicturesAreWhatTheyAreCalled() throws IOException {
    Look clear = Look.at(look());
    Look dark = spoilt(What.DARK);
    Look covered = spoilt(What.COVERED);
    Look blurred = spoilt(What.BLURRED);
    assertTrue(clear.mean > 60 && dark.mean < 10, clear + " " + dark);
    assertTrue(covered.deviation < 2, "" + covered);
    assertTrue(blurred.edges < clear.edges / 4 && blurred.mean > 60, clear + " " + blurred);
  }

  @Test
  void halfAPictureAndAHugeHeaderCannotBeDecoded() throws IOException {
    camera.faults().on(new Fault.Picture(What.TRUNCATED));
    byte[] half = look();
    assertEquals(Files.size(images.get(0)) / 2, half.length);
    camera.faults().clear();
    camera.faults().on(new Fault.Picture(What.HUGE));
    var in = ImageIO.createImageInputStream(new ByteArrayInputStream(look()));
    var reader = ImageIO.getImageReaders(in).next();
    reader.setInput(in);
    assertEquals("30000x30000", reader.getWidth(0) + "x" + reader.getHeight(0));
    reader.dispose();
  }

  @Test
  void theDriverNamesWhatIsWrongOnTheLine() {
    assertSaid(new Fault.Picture(What.UNAUTHORIZED), "MISCONFIGURED 401 for user field");
    assertSaid(new Fault.Refusal(4), "DEGRADED status of");
    assertSaid(new Fault.Slow(Duration.ofSeconds(20)), "OFFLINE tcp");
    assertSaid(new Fault.Silence(), "OFFLINE tcp");
    assertSaid(new Fault.Garbage(40), "");
    assertSaid(new Fault.LinkCut(), "");
  }

  private void assertSaid(Fault fault, String what) {
    camera.faults().on(fault);
    frames.clear();
    poll();
    assertEquals(List.of(), frames, fault.word());
    DeviceStatus status = statuses.getLast();
    assertTrue((status.state() + " " + status.detail()).startsWith(what), status.toString());
    assertNotEquals(DeviceStatus.State.ONLINE, status.state());
    camera.faults().clear();
    poll();
    assertEquals(1, frames.size(), fault.word());
  }

  private Look spoilt(What what) throws IOException {
    camera.faults().on(new Fault.Picture(what));
    Look look = Look.at(look());
    camera.faults().clear();
    return look;
  }

  private byte[] look() {
    frames.clear();
    poll();
    assertEquals(1, frames.size(), statuses.toString());
    return frames.getFirst().bytes();
  }

  private void poll() {
    now.updateAndGet(t -> t.plusSeconds(900));
    driver.poll(device);
  }

  /// Brightness, its spread, and how much neighbours differ.
  private record Look(double mean, double deviation, double edges) {
    static Look at(byte[] jpeg) throws IOException {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
      assertNotNull(image);
      double sum = 0;
      double squares = 0;
      double edges = 0;
      int count = image.getWidth() * image.getHeight();
      for (int y = 0; y < image.getHeight(); y++) {
        int before = luma(image, 0, y);
        for (int x = 0; x < image.getWidth(); x++) {
          int luma = luma(image, x, y);
          sum += luma;
          squares += (double) luma * luma;
          edges += Math.abs(luma - before);
          before = luma;
        }
      }
      double mean = sum / count;
      return new Look(mean, Math.sqrt(squares / count - mean * mean), edges / count);
    }

    private static int luma(BufferedImage image, int x, int y) {
      var c = new Color(image.getRGB(x, y));
      return (c.getRed() * 299 + c.getGreen() * 587 + c.getBlue() * 114) / 1000;
    }
  }
}
