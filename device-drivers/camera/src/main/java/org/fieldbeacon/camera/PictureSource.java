package org.fieldbeacon.camera;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.driver.DeviceStatus.State;

/// Where a camera's pictures come from. The link's thread asks, `close` may come from any.
interface PictureSource extends AutoCloseable {
  /// For messages, without a password: `http 10.0.0.7:80/snapshot.jpg`.
  String name();

  /// What there is now, in bounded time.
  Fetched fetch();

  /// Makes a running `fetch` return; idempotent. It may be asked again afterwards.
  @Override
  void close();

  /// What came of it.
  sealed interface Fetched {
    /// Pictures, oldest first, at least one.
    ///
    /// @param remark what a technician should know all the same, empty when there is nothing
    record Pictures(List<Picture> pictures, String remark) implements Fetched {
      public Pictures {
        pictures = List.copyOf(pictures);
      }

      static Pictures one(byte[] bytes) {
        return new Pictures(List.of(new Picture(bytes, Optional.empty())), "");
      }
    }

    /// Nothing new, and nothing wrong with that.
    record NothingNew() implements Fetched {}

    /// No picture, and why.
    record Failed(State state, String what) implements Fetched {}

    /// The camera does not believe the user or password.
    record Refused(String what) implements Fetched {}
  }

  /// @param takenAt when, by the camera's or the file's clock; empty when that is not known
  record Picture(byte[] bytes, Optional<Instant> takenAt) {}
}
