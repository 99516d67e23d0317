package org.fieldbeacon.gpio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// The tips of one bucket since it was mounted, in a file that is whole after a power cut: written
/// beside, forced to flash, put in place, and the folder forced too. One thread at a time.
final class TipCount {
  private static final Pattern CONTENT = Pattern.compile("tips=(\\d{1,18}) crc32=([0-9a-f]{8})\n");

  private final Path folder;
  private final Path file;
  private long tips;
  private long saved;

  /// @throws IOException when there is a count that cannot be believed; it is set aside first, so
  ///   that the next opening begins at zero
  TipCount(Path folder, String name) throws IOException {
    this.folder = folder;
    this.file = folder.resolve(name + ".tips");
    try {
      tips = parse(Files.readString(file, StandardCharsets.ISO_8859_1));
      saved = tips;
    } catch (NoSuchFileException _) {
      saved = -1;
    }
  }

  long tips() {
    return tips;
  }

  void add() {
    tips++;
  }

  void save() throws IOException {
    if (saved == tips) {
      return;
    }
    Files.createDirectories(folder);
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (var channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content(tips).getBytes(StandardCharsets.ISO_8859_1));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
    saved = tips;
  }

  static String content(long tips) {
    return "tips=%d crc32=%08x\n".formatted(tips, crc(tips));
  }

  private long parse(String text) throws IOException {
    Matcher matcher = CONTENT.matcher(text);
    if (matcher.matches()) {
      long count = Long.parseLong(matcher.group(1));
      if (crc(count) == Long.parseLong(matcher.group(2), 16)) {
        return count;
      }
    }
    Path aside = file.resolveSibling(file.getFileName() + ".damaged");
    Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    throw new IOException(
        file
            + ": got a damaged count, wanted tips=N crc32=…; it is kept as "
            + aside
            + " and counting begins at 0");
  }

  private static long crc(long tips) {
    var crc = new CRC32();
    crc.update(String.valueOf(tips).getBytes(StandardCharsets.ISO_8859_1));
    return crc.getValue();
  }
}
