package org.fieldbeacon.agent.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.fieldbeacon.agent.archive.ArchiveFile;
import org.fieldbeacon.driver.Frame;

/// Labelled pictures: a folder or a tar of `CLASS/NAME`. Each is in memory only while it is looked
/// at.
final class ImageSet {
  private static final int MAX_DEPTH = 6;

  /// A set of pictures is as large as it is; of each picture no more is in memory than one may
  /// have.
  private static final ArchiveFile.Limits LIMITS =
      new ArchiveFile.Limits(Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

  private ImageSet() {}

  /// What takes each picture.
  interface Taker {
    /// @param name as in the set, `fire/0001.jpg`
    /// @param bytes empty when larger than a picture may be
    void take(String name, byte[] bytes) throws IOException;
  }

  /// All files but hidden ones, in the order of their names in a folder, of the file in a tar.
  static void forEach(Path data, Taker taker) throws IOException {
    if (!Files.isDirectory(data)) {
      ArchiveFile.forEachOfTar(data, LIMITS, (path, in) -> take(path, bytes(in), taker));
      return;
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(data, MAX_DEPTH)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      String name = data.relativize(file).toString();
      boolean isLarge = Files.size(file) > Frame.MAX_BYTES;
      take(name, isLarge ? new byte[0] : Files.readAllBytes(file), taker);
    }
  }

  private static byte[] bytes(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(Frame.MAX_BYTES + 1);
    return bytes.length > Frame.MAX_BYTES ? new byte[0] : bytes;
  }

  private static void take(String path, byte[] bytes, Taker taker) throws IOException {
    String name = path.startsWith("./") ? path.substring(2) : path;
    boolean isHidden = name.startsWith(".") || name.contains("/.");
    if (name.indexOf('/') > 0 && !isHidden) {
      taker.take(name, bytes);
    }
  }

  /// The folder that the picture lies in.
  static String classOf(String name) {
    String folder = name.substring(0, name.lastIndexOf('/'));
    return folder.substring(folder.lastIndexOf('/') + 1);
  }
}
