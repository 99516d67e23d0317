package org.fieldbeacon.camera;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.Frame;
import org.fieldbeacon.driver.LineTap;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.PollingDriver;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Unit;

/// One camera with its driver, and everything that the driver says. The clock stands still unless a
/// test moves it.
final class Site implements AutoCloseable {
  /// The least that begins and ends as a JPEG does.
  static final byte[] JPEG = HexFormat.of().parseHex("FFD8FFE000104A46494600010100FFD9");

  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-07-14T00:00:00Z"));
  final List<Frame> frames = new CopyOnWriteArrayList<>();
  final List<Observation> observations = new CopyOnWriteArrayList<>();
  final List<DeviceStatus> statuses = new CopyOnWriteArrayList<>();
  final LineTap tap = new LineTap(now::get, () -> 0);
  private final Device device;
  private final PollingDriver driver;

  Site(LinkConfig link, Map<String, Object> address) {
    this(link, address, new CameraDriverFactory());
  }

  Site(LinkConfig link, Map<String, Object> address, CameraDriverFactory factory) {
    device = device(address);
    driver =
        (PollingDriver)
            factory.create(
                link,
                List.of(device),
                new DriverContext(now::get, observations::add, statuses::add, frames::add, tap));
    driver.open();
  }

  static Device device(Map<String, Object> address) {
    return device(Map.of(), address);
  }

  static Device device(Map<String, Object> settings, Map<String, Object> address) {
    var text = new Text("相机", "camera");
    var point =
        new PointProfile(
            "frame",
            text,
            "image-size",
            Unit.BYTE,
            1,
            1e9,
            PointProfile.Access.READ,
            Attributes.NONE);
    return new Device(
        "gate",
        text,
        new DeviceProfile("any", text, "camera", new Attributes(settings), List.of(point)),
        new Attributes(address),
        Duration.ofSeconds(10),
        Optional.empty());
  }

  /// Answers are due within two seconds, which a busy machine keeps.
  static LinkConfig.Tcp tcp(int port) {
    return tcp(port, Duration.ofSeconds(2));
  }

  static LinkConfig.Tcp tcp(int port, Duration within) {
    return new LinkConfig.Tcp(
        "line", "127.0.0.1", port, Duration.ofSeconds(2), within, Attributes.NONE);
  }

  static LinkConfig.Folder folder(Path path) {
    return new LinkConfig.Folder("upload", path, Duration.ofSeconds(2), Attributes.NONE);
  }

  static byte[] http(String head, byte[] body) {
    byte[] top = (head + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    byte[] both = java.util.Arrays.copyOf(top, top.length + body.length);
    System.arraycopy(body, 0, both, top.length, body.length);
    return both;
  }

  Instant now() {
    return Objects.requireNonNull(now.get());
  }

  Device device() {
    return device;
  }

  PollingDriver driver() {
    return driver;
  }

  /// A look after `time`; what was heard before is forgotten.
  void pollAfter(Duration time) {
    now.updateAndGet(t -> t.plus(time));
    frames.clear();
    observations.clear();
    driver.poll(device);
  }

  void poll() {
    pollAfter(Duration.ofMinutes(2));
  }

  /// The state last told, and its detail.
  String said() {
    return statuses.getLast().state() + " " + statuses.getLast().detail();
  }

  /// What a technician sees who looks on; the first look begins it.
  List<String> told() {
    return tap.watch(0).stream()
        .map(p -> (p.isSent() ? "> " : "< ") + new String(p.bytes(), StandardCharsets.UTF_8))
        .toList();
  }

  /// Bytes of the pictures of the last look.
  List<Integer> sizes() {
    List<Integer> sizes = new ArrayList<>();
    frames.forEach(f -> sizes.add(f.bytes().length));
    return sizes;
  }

  @Override
  public void close() {
    driver.close();
  }
}
