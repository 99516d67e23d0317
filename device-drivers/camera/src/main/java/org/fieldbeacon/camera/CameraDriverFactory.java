package org.fieldbeacon.camera;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Attributes.InvalidAttribute;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.Driver;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.Frame;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.Unit;

/// The `camera` protocol: what its words in files mean, and drivers for its cameras. How a camera
/// is asked stands in its profile's settings, and in a device's address where that camera differs.
public final class CameraDriverFactory implements DriverFactory {
  private static final String SNAPSHOT = "snapshot";
  private static final String ONVIF = "onvif";
  private static final String RTSP = "rtsp";
  private static final String FOLDER = "folder";
  private static final String AFTER = "after";
  private static final String MAX_BYTES = "max-bytes";
  private static final String AUTHENTICATION = "authentication";
  private static final String ONVIF_PROFILE = "onvif-profile";
  private static final String TLS = "tls";
  private static final String CERTIFICATE = "certificate";
  private static final String USER = "user";
  private static final String PASSWORD_FILE = "password-file";
  private static final int DEFAULT_MAX_BYTES = 4 << 20;
  private static final int LEAST_MAX_BYTES = 1024;

  private static final List<String> WAYS = List.of(SNAPSHOT, ONVIF, RTSP, FOLDER);
  private static final Set<String> PROFILE_KEYS =
      Set.of(SNAPSHOT, ONVIF, RTSP, FOLDER, AUTHENTICATION, AFTER, MAX_BYTES, TLS);
  private static final Set<String> DEVICE_KEYS =
      Set.of(
          SNAPSHOT,
          ONVIF,
          RTSP,
          FOLDER,
          AUTHENTICATION,
          AFTER,
          MAX_BYTES,
          TLS,
          CERTIFICATE,
          ONVIF_PROFILE,
          USER,
          PASSWORD_FILE);

  private final String ffmpeg;

  public CameraDriverFactory() {
    this("ffmpeg");
  }

  /// @param ffmpeg the program that decodes streams
  CameraDriverFactory(String ffmpeg) {
    this.ffmpeg = ffmpeg;
  }

  /// What becomes of a file in a folder once it was taken.
  private enum After {
    KEEP,
    DELETE
  }

  @Override
  public String protocol() {
    return "camera";
  }

  @Override
  public List<Problem> check(DeviceProfile profile) {
    List<Problem> problems = new ArrayList<>();
    check("settings", profile.settings(), PROFILE_KEYS, problems::add);
    long ways = WAYS.stream().filter(profile.settings()::has).count();
    if (ways > 1) {
      problems.add(new Problem("settings", ways + " ways to a picture", "one of " + WAYS));
    }
    List<PointProfile> points = profile.points();
    if (points.size() != 1) {
      problems.add(
          new Problem("points", points.size() + " points", "one: the size of the picture, in By"));
    }
    for (int i = 0; i < points.size(); i++) {
      PointProfile point = points.get(i);
      point
          .address()
          .reportUnknown(
              Set.of(),
              p ->
                  problems.add(
                      new Problem("points.address." + p.path(), p.got(), "an empty address")));
      if (!Unit.BYTE.convertsTo(point.unit())) {
        problems.add(new Problem("points[" + i + "].unit", point.unit().ucum(), "By"));
      }
      if (point.access().canWrite()) {
        problems.add(new Problem("points[" + i + "].access", "an output", "access: read"));
      }
    }
    return problems;
  }

  @Override
  public List<Problem> check(Device device, LinkConfig link) {
    List<Problem> problems = new ArrayList<>();
    check("address", device.address(), DEVICE_KEYS, problems::add);
    link.settings()
        .reportUnknown(
            Set.of(), p -> problems.add(new Problem("link." + p.path(), p.got(), "no settings")));
    List<String> own = WAYS.stream().filter(device.address()::has).toList();
    if (own.size() > 1) {
      problems.add(new Problem("address", own.toString(), "one way to a picture"));
    }
    String way = way(device);
    switch (link) {
      case LinkConfig.Folder _ when !way.equals(FOLDER) && !way.isEmpty() ->
          problems.add(
              new Problem("address." + way, "a link that is a folder", "a link of type tcp"));
      case LinkConfig.Folder _ -> {
        // The folder itself, when nothing else is said.
      }
      case LinkConfig.Tcp _ when way.isEmpty() || way.equals(FOLDER) ->
          problems.add(
              new Problem(
                  "address", "no way to a picture", "snapshot, onvif or rtsp, with a path"));
      case LinkConfig.Tcp _ -> {
        // As it should be.
      }
      default -> problems.add(new Problem("link.type", "another type", "tcp or folder"));
    }
    if (device.address().has(USER) != device.address().has(PASSWORD_FILE)) {
      problems.add(
          new Problem(
              "address",
              device.address().has(USER) ? "user alone" : "password-file alone",
              "user and password-file, or neither"));
    }
    checkTls(device, way, problems);
    String password = device.address().text(PASSWORD_FILE, "/");
    if (!Path.of(password).isAbsolute()) {
      problems.add(new Problem("address." + PASSWORD_FILE, password, "an absolute path"));
    }
    return problems;
  }

  private static void checkTls(Device device, String way, List<Problem> problems) {
    String fingerprint = device.address().text(CERTIFICATE, "");
    boolean isTls =
        device.address().has(CERTIFICATE)
            || device.address().has(TLS)
            || device.profile().settings().has(TLS);
    if (device.address().has(CERTIFICATE) && !fingerprint.matches(CertificateJudge.FORM)) {
      problems.add(
          new Problem(
              "address." + CERTIFICATE,
              "\"" + fingerprint + "\"",
              "the SHA-256 fingerprint, 64 hex digits in quotes"));
    }
    if (isTls && !(way.equals(SNAPSHOT) || way.equals(ONVIF))) {
      problems.add(new Problem("address." + TLS, "tls with " + way, "snapshot or onvif"));
    }
  }

  @Override
  public boolean takes(LinkConfig link) {
    return link instanceof LinkConfig.Tcp || link instanceof LinkConfig.Folder;
  }

  @Override
  public Driver create(LinkConfig link, List<Device> devices, DriverContext context) {
    return new CameraDriver(
        devices.stream()
            .map(d -> new Camera(d, source(d, link, context), context.clock().instant()))
            .toList(),
        context);
  }

  private PictureSource source(Device device, LinkConfig link, DriverContext context) {
    int maxBytes =
        setting(device, MAX_BYTES)
            .integer(MAX_BYTES, LEAST_MAX_BYTES, Frame.MAX_BYTES, DEFAULT_MAX_BYTES);
    var talk = new Talk(context.tap(), device.name());
    String way = way(device);
    String target = setting(device, way).text(way, "");
    var scheme =
        setting(device, AUTHENTICATION)
            .oneOf(AUTHENTICATION, CameraWeb.Scheme.class, CameraWeb.Scheme.DIGEST);
    return switch (link) {
      case LinkConfig.Folder folder -> {
        After after = setting(device, AFTER).oneOf(AFTER, After.class, After.KEEP);
        yield new FolderSource(folder.path().resolve(target), after == After.DELETE, maxBytes);
      }
      case LinkConfig.Tcp tcp when way.equals(RTSP) ->
          new RtspSource(tcp, target, login(device), scheme, maxBytes, ffmpeg, talk);
      case LinkConfig.Tcp tcp -> {
        var nonces = nonces();
        var web = new CameraWeb(tcp, tls(device), login(device), scheme, nonces, talk);
        String profile = device.address().text(ONVIF_PROFILE, "");
        yield way.equals(ONVIF)
            ? new OnvifSource(web, target, profile, maxBytes, context.clock(), nonces)
            : new SnapshotSource(web, target, maxBytes);
      }
      default ->
          throw new IllegalArgumentException(
              "link " + link.name() + ": got another type, wanted tcp or folder");
    };
  }

  /// A fingerprint asks for TLS by itself.
  private static Optional<SSLContext> tls(Device device) {
    String fingerprint = setting(device, CERTIFICATE).text(CERTIFICATE, "");
    boolean isTls = setting(device, TLS).flag(TLS, !fingerprint.isEmpty());
    return isTls
        ? Optional.of(
            CertificateJudge.context(
                fingerprint.isEmpty() ? Optional.empty() : Optional.of(fingerprint)))
        : Optional.empty();
  }

  private static Optional<LoginFile> login(Device device) {
    return device.address().has(USER)
        ? Optional.of(
            new LoginFile(
                device.address().text(USER, ""), Path.of(device.address().text(PASSWORD_FILE, ""))))
        : Optional.empty();
  }

  private static Supplier<String> nonces() {
    var random = new SecureRandom();
    return () -> {
      byte[] bytes = new byte[16];
      random.nextBytes(bytes);
      return HexFormat.of().formatHex(bytes);
    };
  }

  /// How the camera is asked; empty when neither device nor profile says.
  private static String way(Device device) {
    return WAYS.stream()
        .filter(device.address()::has)
        .findFirst()
        .or(() -> WAYS.stream().filter(device.profile().settings()::has).findFirst())
        .orElse("");
  }

  /// Where a word is to be read: the device's own before the profile's.
  private static Attributes setting(Device device, String key) {
    return device.address().has(key) ? device.address() : device.profile().settings();
  }

  private static void check(
      String path, Attributes attributes, Set<String> known, Consumer<Problem> problems) {
    attributes.reportUnknown(
        known, p -> problems.accept(new Problem(path + "." + p.path(), p.got(), p.wanted())));
    try {
      attributes.integer(MAX_BYTES, LEAST_MAX_BYTES, Frame.MAX_BYTES, DEFAULT_MAX_BYTES);
      After after = attributes.oneOf(AFTER, After.class, After.KEEP);
      var scheme =
          attributes.oneOf(AUTHENTICATION, CameraWeb.Scheme.class, CameraWeb.Scheme.DIGEST);
      attributes.flag(TLS, false);
      if (after == null || scheme == null) {
        throw new IllegalStateException(path);
      }
    } catch (InvalidAttribute e) {
      problems.accept(
          new Problem(path + "." + e.problem().path(), e.problem().got(), e.problem().wanted()));
    }
    for (String way : List.of(SNAPSHOT, ONVIF, RTSP)) {
      String target = attributes.text(way, "/");
      if (!target.matches("/[!-&(-~]*")) {
        problems.accept(
            new Problem(
                path + "." + way,
                "\"" + target + "\"",
                "a path that begins with /, without blanks"));
      }
    }
    Path folder = Path.of(attributes.text(FOLDER, ""));
    if (folder.isAbsolute() || folder.normalize().startsWith("..")) {
      problems.accept(
          new Problem(path + "." + FOLDER, folder.toString(), "a folder inside the link's"));
    }
  }
}
