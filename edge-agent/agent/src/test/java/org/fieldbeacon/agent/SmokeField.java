package org.fieldbeacon.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.fieldbeacon.agent.model.TestPackages;

/// A camera whose pictures fall into a folder, a model that looks at them, and the site of both.
final class SmokeField {
  private static final Path PICTURES =
      Path.of("../../simulators/data/camera-smoke").toAbsolutePath().normalize();
  private static final Path PROFILES =
      Path.of("../../firmware-configs/profiles").toAbsolutePath().normalize();
  private static final String TEXT =
      """
      schema-version: 1
      gateway:
        id: gw-410105-02
        title: {zh: 村口网关, en: Village gateway}
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
          poll-interval: PT1S
      models:
        - id: gate-fire
          title: {zh: 村口烟火识别, en: Village fire watch}
          package: fire-smoke
          camera: gate-camera/frame
          period: PT1S
          trusted-keys: [trusted.pub]
      rules:
        - id: gate-smoke
          type: model
          title: {zh: 村口发现烟火, en: Smoke or fire at the village}
          hazard: fire-smoke
          level: orange
          models: [gate-fire]
          labels: [smoke, fire]
          persist: {of: 3, at-least: 2}
      store: {dir: store}
      health: {port: 0}
      """;

  private final Path folder;
  private int shown;

  SmokeField(Path folder) {
    this.folder = folder;
  }

  Path writeSite() throws IOException {
    prepare();
    Files.createSymbolicLink(folder.resolve("profiles"), PROFILES);
    Path file = folder.resolve("site.yaml");
    Files.writeString(file, TEXT);
    return file;
  }

  private void prepare() throws IOException {
    Files.createDirectories(folder.resolve("pictures"));
    TestPackages.copy("fire-smoke", folder.resolve("models"));
    TestPackages.trustedKey(folder);
  }

  /// Has another site in this folder watch the camera too, a newer package beside.
  void addTo(Path site) throws IOException {
    prepare();
    Files.move(newerPackage("9.9.7"), folder.resolve("models/fire-smoke-9.9.7"));
    String text = Files.readString(site);
    for (String part : List.of("links", "devices", "rules")) {
      text = text.replace(part + ":\n", part + ":\n" + part(part));
    }
    text += "models:\n" + part("models") + "    shadow: fire-smoke-9.9.7\n";
    Files.writeString(site, text);
  }

  /// What this field's site has under a key at the top.
  private static String part(String key) {
    String after = TEXT.substring(TEXT.indexOf("\n" + key + ":\n") + key.length() + 3);
    return after.split("(?m)^(?=[a-z])", 2)[0];
  }

  /// The same model under another version, signed, as the files of an archive.
  Path newerPackage(String version) throws IOException {
    Path made = TestPackages.copy("fire-smoke", folder.resolve("made-" + version));
    Path card = made.resolve("card.yaml");
    String text = Files.readString(card);
    Files.writeString(
        card, text.replaceFirst("\nversion: [0-9.]+\n", "\nversion: " + version + "\n"));
    TestPackages.sign(made);
    return made;
  }

  /// The camera takes another picture; it is whole when it appears.
  void show() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.list(PICTURES)) {
      all = files.filter(f -> f.toString().endsWith(".jpg")).sorted().toList();
    }
    Path making = folder.resolve("pictures/next.part");
    Files.copy(all.get(shown % all.size()), making, StandardCopyOption.REPLACE_EXISTING);
    Files.move(making, folder.resolve("pictures/%05d.jpg".formatted(shown++)));
  }

  /// Takes pictures twice a second until closed.
  AutoCloseable keepShowing() {
    var timer = java.util.concurrent.Executors.newSingleThreadScheduledExecutor();
    var _ =
        timer.scheduleWithFixedDelay(
            () -> {
              try {
                show();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            },
            0,
            500,
            java.util.concurrent.TimeUnit.MILLISECONDS);
    return timer;
  }
}
