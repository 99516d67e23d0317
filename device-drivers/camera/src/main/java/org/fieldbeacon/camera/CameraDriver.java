package org.fieldbeacon.camera;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fieldbeacon.camera.PictureSource.Fetched;
import org.fieldbeacon.camera.PictureSource.Picture;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.Frame;
import org.fieldbeacon.driver.PollingDriver;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// Takes a picture of each camera when it is due. With each picture goes an observation, its size;
/// no picture is a missing one, with the reason.
final class CameraDriver implements PollingDriver {
  /// Cameras lock an account after a few wrong passwords.
  private static final Duration AFTER_REFUSAL = Duration.ofMinutes(10);

  /// A camera's clock may be ahead by this; beyond, its times are not believed.
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private final Map<String, Camera> cameras;
  private final DriverContext context;

  CameraDriver(List<Camera> cameras, DriverContext context) {
    this.cameras =
        cameras.stream().collect(Collectors.toUnmodifiableMap(Camera::name, Function.identity()));
    this.context = context;
  }

  @Override
  public void open() {
    // Each picture has a connection of its own.
  }

  @Override
  public void close() {
    cameras.values().forEach(c -> c.source().close());
  }

  @Override
  public void poll(Device device) {
    Camera camera = camera(device.name());
    if (camera.backoff().holds(context.clock().instant())) {
      giveMissing(camera, "backing off: " + camera.status().detail());
      return;
    }
    Fetched fetched = camera.source().fetch();
    talk(device.name()).answered(camera.source().name(), () -> words(fetched));
    switch (fetched) {
      case Fetched.Pictures(List<Picture> pictures, String remark) ->
          give(camera, pictures, remark);
      case Fetched.NothingNew() -> quiet(camera);
      case Fetched.Failed(State state, String what) -> {
        camera.backoff().failed(now());
        failed(camera, state, what);
      }
      case Fetched.Refused(String what) -> {
        camera.backoff().failed(now(), AFTER_REFUSAL);
        failed(
            camera,
            State.MISCONFIGURED,
            what + "; asked again in " + AFTER_REFUSAL.toMinutes() + " min");
      }
    }
  }

  private Talk talk(String device) {
    return new Talk(context.tap(), device);
  }

  private static String words(Fetched fetched) {
    return switch (fetched) {
      case Fetched.Pictures(List<Picture> pictures, String remark) ->
          pictures.stream().map(CameraDriver::words).collect(Collectors.joining("; "))
              + (remark.isEmpty() ? "" : "; " + remark);
      case Fetched.NothingNew() -> "nothing new";
      case Fetched.Failed(State state, String what) -> state + ": " + what;
      case Fetched.Refused(String what) -> "refused: " + what;
    };
  }

  private static String words(Picture picture) {
    byte[] bytes = picture.bytes();
    String type = PictureType.of(bytes).map(PictureType::mediaType).orElse("no picture");
    return type
        + ", "
        + bytes.length
        + " bytes"
        + picture.takenAt().map(at -> ", of " + at).orElse("");
  }

  private void give(Camera camera, List<Picture> pictures, String remark) {
    String wrong = remark;
    boolean isAnyGood = false;
    for (Picture picture : pictures) {
      Optional<PictureType> type = PictureType.of(picture.bytes());
      if (type.isPresent()) {
        isAnyGood = true;
        give(camera, picture, type.get());
      } else {
        wrong =
            "body: got "
                + PictureType.shown(picture.bytes())
                + ", wanted a JPEG or PNG picture from "
                + camera.source().name();
      }
    }
    if (isAnyGood) {
      camera.backoff().answered();
      camera.pictureAt(now());
      become(camera, wrong.isEmpty() ? State.ONLINE : State.DEGRADED, wrong);
    } else {
      camera.backoff().failed(now());
      failed(camera, State.DEGRADED, wrong);
    }
  }

  private void give(Camera camera, Picture picture, PictureType type) {
    Instant received = now();
    Instant stated = picture.takenAt().orElse(received);
    boolean isAhead = stated.isAfter(received.plus(AHEAD));
    Instant taken = isAhead ? received : stated;
    String source = camera.source().name();
    context
        .frames()
        .accept(
            new Frame(
                camera.pointId(), picture.bytes(), type.mediaType(), taken, received, source));
    Unit unit = camera.point().unit();
    context
        .observations()
        .accept(
            new Observation(
                camera.pointId(),
                Unit.BYTE.convert(picture.bytes().length, unit),
                unit,
                taken,
                received,
                Duration.ZERO,
                Quality.NOT_EVALUATED,
                source,
                isAhead ? "the file's time says " + stated + ", taken as received" : ""));
  }

  /// Nothing new is said only when it lasts: a camera that uploads what moves may be silent.
  private void quiet(Camera camera) {
    camera.backoff().answered();
    if (camera.isQuiet(now())) {
      failed(
          camera,
          State.OFFLINE,
          camera.source().name() + ": no new picture since " + camera.lastPicture());
    }
  }

  private void failed(Camera camera, State state, String what) {
    become(camera, state, what);
    giveMissing(camera, what);
  }

  private void giveMissing(Camera camera, String reason) {
    context
        .observations()
        .accept(
            Observation.missing(
                camera.pointId(), camera.point().unit(), now(), camera.source().name(), reason));
  }

  private void become(Camera camera, State state, String detail) {
    if (camera.becomes(state, detail, now())) {
      context.statuses().accept(camera.status());
    }
  }

  private Camera camera(String device) {
    Camera camera = cameras.get(device);
    if (camera == null) {
      throw new IllegalArgumentException(
          "got device " + device + ", wanted one of " + cameras.keySet());
    }
    return camera;
  }

  private Instant now() {
    return context.clock().instant();
  }
}
