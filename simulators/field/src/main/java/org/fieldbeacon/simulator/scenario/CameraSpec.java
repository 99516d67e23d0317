package org.fieldbeacon.simulator.scenario;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One camera.
///
/// @param port 0..65535; 0 lets the system choose
/// @param images what it shows, in order; the last one stays
/// @param interval simulated time that each is shown
/// @param login who may look; empty for everybody
public record CameraSpec(
    String id, int port, List<Path> images, Duration interval, Optional<Login> login) {
  public CameraSpec {
    images = List.copyOf(images);
  }

  /// The same on a port that the system chooses.
  CameraSpec onAnyPort() {
    return new CameraSpec(id, 0, images, interval, login);
  }

  /// @param isBasic HTTP Basic instead of Digest
  public record Login(String user, String password, boolean isBasic) {}
}
