package org.fieldbeacon.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.LinkConfig;
import org.junit.jupiter.api.Test;

class CameraDriverFactoryTest {
  private static final LinkConfig TCP = Site.tcp(80);
  private static final LinkConfig FOLDER = Site.folder(Path.of("/srv/ftp"));
  private final DriverFactory factory = DriverFactory.forProtocol("camera").orElseThrow();

  @Test
  void whatCanBeUsedHasNoProblems() {
    for (Map<String, Object> address :
        List.<Map<String, Object>>of(
            Map.of("snapshot", "/a?b=c&d=%20"),
            Map.of("onvif", "/onvif/device_service", "onvif-profile", "main"),
            Map.of("rtsp", "/live", "user", "a", "password-file", "/etc/x"),
            Map.of("snapshot", "/", "max-bytes", 1024, "authentication", "basic"))) {
      assertEquals(List.of(), factory.check(Site.device(address), TCP), address.toString());
    }
    assertEquals(List.of(), factory.check(Site.device(Map.of()), FOLDER));
    assertEquals(List.of(), factory.check(Site.device(Map.of("folder", "cam1")), FOLDER));
    Device fromProfile = Site.device(Map.of("snapshot", "/a"), Map.of());
    assertEquals(List.of(), factory.check(fromProfile, TCP));
    assertEquals(List.of(), factory.check(fromProfile.profile()));
  }

  @Test
  void everythingElseIsToldWhereItStands() {
    assertProblem(Map.of(), TCP, "address");
    assertProblem(Map.of("folder", "x"), TCP, "address");
    assertProblem(Map.of("snapshot", "/a"), FOLDER, "address.snapshot");
    assertProblem(Map.of("snapshot", "a"), TCP, "address.snapshot");
    assertProblem(Map.of("snapshot", "/a b"), TCP, "address.snapshot");
    assertProblem(Map.of("snapshot", "/a\r\nX: y"), TCP, "address.snapshot");
    assertProblem(Map.of("rtsp", "/a'\nfile '/etc/passwd"), TCP, "address.rtsp");
    assertProblem(Map.of("snapshot", "/a", "rtsp", "/b"), TCP, "address");
    assertProblem(Map.of("snapshot", "/a", "user", "x"), TCP, "address");
    assertProblem(
        Map.of("snapshot", "/a", "user", "x", "password-file", "y"), TCP, "address.password-file");
    assertProblem(Map.of("snapshot", "/a", "max-bytes", 1), TCP, "address.max-bytes");
    assertProblem(
        Map.of("snapshot", "/a", "authentication", "none"), TCP, "address.authentication");
    assertProblem(Map.of("snapshot", "/a", "colour", "red"), TCP, "address.colour");
    assertProblem(Map.of("folder", "../x"), FOLDER, "address.folder");
    assertProblem(Map.of("folder", "/etc"), FOLDER, "address.folder");
  }

  private void assertProblem(Map<String, Object> address, LinkConfig link, String path) {
    List<Problem> problems = factory.check(Site.device(address), link);
    assertTrue(problems.stream().anyMatch(p -> p.path().equals(path)), address + ": " + problems);
  }
}
