package org.fieldbeacon.camera;

import java.time.Duration;
import java.time.Instant;
import org.fieldbeacon.driver.Backoff;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.LastStatus;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.PointId;

/// One camera: where its pictures come from, its back-off and what was last said of it. Used by the
/// link's thread.
final class Camera {
  private static final int QUIET_POLLS = 3;

  private final Device device;
  private final PointProfile point;
  private final PictureSource source;
  private final Backoff backoff = new Backoff();
  private final LastStatus status;
  private Instant lastPicture;

  Camera(Device device, PictureSource source, Instant now) {
    this.device = device;
    this.point = device.profile().points().getFirst();
    this.source = source;
    this.status = new LastStatus(device.name(), now);
    this.lastPicture = now;
  }

  String name() {
    return device.name();
  }

  PointProfile point() {
    return point;
  }

  PointId pointId() {
    return new PointId(device.name(), point.name());
  }

  PictureSource source() {
    return source;
  }

  Backoff backoff() {
    return backoff;
  }

  void pictureAt(Instant now) {
    lastPicture = now;
  }

  /// Whether a folder has been without a new picture for so long that it should be told.
  boolean isQuiet(Instant now) {
    Duration patience = device.pollInterval().multipliedBy(QUIET_POLLS);
    return lastPicture.plus(patience).isBefore(now);
  }

  Instant lastPicture() {
    return lastPicture;
  }

  /// Whether the state or its detail differs from the last; remembers it.
  boolean becomes(State state, String detail, Instant now) {
    return status.becomes(state, detail, now);
  }

  DeviceStatus status() {
    return status.status();
  }
}
