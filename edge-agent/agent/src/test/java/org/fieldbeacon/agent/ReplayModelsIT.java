package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fieldbeacon.agent.model.TestPackages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Models in a site on a virtual clock: recorded pictures and readings in, alarms with their
/// evidence out, the same to the bit every time.
class ReplayModelsIT {
  private static final Path PICTURES = Path.of("../../simulators/data/camera-smoke");
  private static final Instant START = Instant.parse("2026-04-05T06:00:00Z");
  private static final String SITE =
      """
      schema-version: 1
      gateway:
        id: gw-410105-02
        title: {zh: 测试网关, en: Test gateway}
        position: {latitude-deg: 34.90, longitude-deg: 113.68}
        adcode: "410105"
      links:
        - {name: pictures, type: folder, path: pictures}
      devices:
        - name: gate-camera
          title: {zh: 村口摄像机, en: Village camera}
          profile: camera-folder
          link: pictures
          address: {}
          poll-interval: PT10S
      models:
        - id: gate-fire
          title: {zh: 村口烟火识别, en: Village fire watch}
          package: fire-smoke
          camera: gate-camera/frame
          trusted-keys: [trusted.pub]
      rules:
        - id: gate-smoke
          type: model
          title: {zh: 村口发现烟火, en: Smoke or fire at the village}
          hazard: fire-smoke
          level: orange
          models: [gate-fire]
          labels: [smoke, fire]
        - id: gate-camera-credible
          type: camera-credibility
          title: {zh: 村口摄像机, en: Village camera}
          model: gate-fire
          stale-after: PT2M
      store: {dir: store}
      """;

  @TempDir Path folder;
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void makeSite() throws IOException {
    TestPackages.copy("fire-smoke", folder.resolve("models"));
    TestPackages.trustedKey(folder);
    Files.writeString(folder.resolve("site.yaml"), SITE);
    Files.createDirectories(folder.resolve("frames"));
  }

  private List<JsonObject> replay(List<byte[]> pictures) throws IOException {
    var rows = new StringBuilder("time,device,point,file\n");
    for (int i = 0; i < pictures.size(); i++) {
      Files.write(folder.resolve("frames/" + i + ".jpg"), pictures.get(i));
      rows.append(START.plusSeconds(10L * i)).append(",gate-camera,frame,").append(i);
      rows.append(".jpg\n");
    }
    Files.writeString(folder.resolve("frames/frames.csv"), rows);
    var out = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
    String site = folder.resolve("site.yaml").toString();
    String frames = folder.resolve("frames").toString();
    int rc = line.execute("replay", "--json", "--site", site, "--frames", frames);
    assertEquals(0, rc, err.toString());
    return out.toString().lines().map(JsonObject::new).toList();
  }

  private static List<byte[]> recorded() throws IOException {
    List<byte[]> pictures = new ArrayList<>();
    try (Stream<Path> all = Files.list(PICTURES)) {
      for (Path file : all.filter(f -> f.toString().endsWith(".jpg")).sorted().toList()) {
        pictures.add(Files.readAllBytes(file));
      }
    }
    return pictures;
  }

  private static List<JsonObject> alarms(List<JsonObject> lines, String rule) {
    return lines.stream().filter(l -> rule.equals(l.getString("rule"))).toList();
  }

  @Test
  void smokeThatLastsRaisesAnAlarmWithItsEvidenceTheSameEveryTime() throws IOException {
    List<JsonObject> lines = replay(recorded());
    List<JsonObject> alarms = alarms(lines, "gate-smoke");
    assertEquals("raised", alarms.getFirst().getString("event"));
    JsonObject model = alarms.getFirst().getJsonObject("model");
    assertEquals("fire-smoke", model.getString("name"));
    assertEquals(64, model.getString("sha256").length());
    assertEquals(64, model.getString("picture-sha256").length());
    assertTrue(model.getJsonObject("scores").getDouble("smoke") > 0);
    assertEquals(lines, replay(recorded()));
    assertTrue(lines.stream().anyMatch(l -> "alert".equals(l.getString("type"))));
  }

  @Test
  void onePictureOfSmokeAmongQuietOnesRaisesNothing() throws IOException {
    List<byte[]> recorded = recorded();
    byte[] quiet = recorded.getFirst();
    List<byte[]> pictures = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      // A live camera's noise never repeats: a comment in the file stands for it.
      pictures.add(withComment(i == 6 ? recorded.getLast() : quiet, i));
    }
    assertEquals(List.of(), alarms(replay(pictures), "gate-smoke"));
  }

  @Test
  void badPicturesRaiseTheCamerasFaultAndNoFire() throws IOException {
    byte[] smoke = recorded().getLast();
    List<byte[]> pictures = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      pictures.add(Arrays.copyOf(smoke, smoke.length - 100 - i));
      pictures.add(("<html>" + i).getBytes(StandardCharsets.UTF_8));
    }
    List<JsonObject> lines = replay(pictures);
    assertEquals(List.of(), alarms(lines, "gate-smoke"));
    JsonObject fault = alarms(lines, "gate-camera-credible").getFirst();
    assertEquals("sensor-fault", fault.getString("hazard"));
    assertTrue(fault.getJsonObject("headline").getString("en").endsWith("pictures are broken"));
  }

  @Test
  void aFrozenCameraIsNotBelieved() throws IOException {
    byte[] smoke = recorded().getLast();
    List<JsonObject> lines = replay(java.util.Collections.nCopies(12, smoke));
    assertEquals(List.of(), alarms(lines, "gate-smoke"));
    JsonObject fault = alarms(lines, "gate-camera-credible").getLast();
    assertTrue(fault.getJsonObject("headline").getString("en").endsWith("frozen"));
  }

  @Test
  void aPackageThatDoesNotHoldIsRefusedAndSaidWhy() throws IOException {
    Files.writeString(folder.resolve("models/fire-smoke/more.txt"), "more");
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err, true));
    Files.writeString(folder.resolve("frames/frames.csv"), "time,device,point,file\n");
    int rc =
        line.execute(
            "replay",
            "--site",
            folder.resolve("site.yaml").toString(),
            "--frames",
            folder.resolve("frames").toString());
    assertEquals(2, rc);
    assertTrue(err.toString().contains("hash: more.txt"), err.toString());
    assertNotEquals("", err.toString());
  }

  private static byte[] withComment(byte[] jpeg, int number) {
    byte[] out = new byte[jpeg.length + 6];
    System.arraycopy(jpeg, 0, out, 0, 2);
    byte[] comment = {(byte) 0xFF, (byte) 0xFE, 0, 4, 'n', (byte) number};
    System.arraycopy(comment, 0, out, 2, comment.length);
    System.arraycopy(jpeg, 2, out, 8, jpeg.length - 2);
    return out;
  }
}
