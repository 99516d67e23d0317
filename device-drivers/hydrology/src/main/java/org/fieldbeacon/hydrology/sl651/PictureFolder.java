package org.fieldbeacon.hydrology.sl651;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/// Pictures of stations (36H) as files `DEVICE/20260714T083000Z.jpg`, the newest `keep` of each
/// station. A picture is there whole or not at all. Any thread; one station's pictures come one by
/// one.
final class PictureFolder {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final int keep;

  PictureFolder(Path folder, int keep) {
    this.folder = folder;
    this.keep = keep;
  }

  void save(String device, Instant at, byte[] picture) throws IOException {
    Path own = Files.createDirectories(folder.resolve(device));
    Path part = own.resolve("picture.part");
    Files.write(part, picture);
    Files.move(
        part,
        own.resolve(NAME.format(at) + ".jpg"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    List<Path> pictures;
    try (Stream<Path> files = Files.list(own)) {
      pictures = files.filter(f -> f.toString().endsWith(".jpg")).sorted().toList();
    }
    for (Path old : pictures.subList(0, Math.max(0, pictures.size() - keep))) {
      Files.deleteIfExists(old);
    }
  }
}
