package org.fieldbeacon.simulator.scenario;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One camera.
///
/// @param port 0..65535; 0 lets the system choose
/// @param images what it shows, in order
/// @param loop so many of the last are then shown in turn, over and over; 1: the last one stays
/// @param interval simulated time that each is shown
/// @param login who may look; empty for everybody
public record CameraSpec(
    String id, int port, List<Path> images, int loop, Duration interval, Optional<Login> login) {
  public CameraSpec {
    images = List.copyOf(images);
  }

  /// Which picture is shown after so many changes.
  ///
  /// @param changes 0 or more
  public Path image(long changes) {
    long last = images.size() - 1L;
    long turn = Math.min(loop, images.size());
    return images.get(
        (int) (changes <= last ? changes : last - (turn - 1) + (changes - last - 1) % turn));
  }

  /// The same on a port that the system chooses.
  CameraSpec onAnyPort() {
    return new CameraSpec(id, 0, images, loop, interval, login);
  }

  /// @param isBasic HTTP Basic instead of Digest
  public record Login(String user, String password, boolean isBasic) {}
}
