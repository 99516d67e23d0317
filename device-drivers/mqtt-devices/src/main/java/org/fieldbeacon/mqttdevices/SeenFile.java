package org.fieldbeacon.mqttdevices;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What [Seen] knows of each device, over a restart: lines of `DEVICE NAME EPOCH-MS`, written
/// beside and put in place. A line that is none is passed over, since the worst that follows is a
/// message that counts twice. Its monitor guards it.
final class SeenFile {
  private static final Logger LOG = LoggerFactory.getLogger(SeenFile.class);
  private static final int MOST_BYTES = 4 << 20;

  private final Path file;
  private final Map<String, Seen> devices;

  SeenFile(Path folder, List<FieldDevice> all) {
    file = folder.resolve("messages.seen");
    devices = new LinkedHashMap<>();
    all.forEach(d -> devices.put(d.name(), d.seen()));
  }

  synchronized void load() {
    try {
      if (Files.size(file) > MOST_BYTES) {
        LOG.warn("{}: got {} bytes, wanted {} at most", file, Files.size(file), MOST_BYTES);
        return;
      }
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        String[] words = line.split(" ", -1);
        Seen seen = devices.get(words[0]);
        if (seen != null && words.length == 3) {
          seen.restore(words[1], words[2]);
        }
      }
    } catch (NoSuchFileException _) {
      LOG.debug("{}: nothing seen yet", file);
    } catch (IOException e) {
      LOG.warn("{} cannot be read, messages may count twice: {}", file, e.getMessage());
    }
  }

  /// Writes what is new; nothing when nothing is.
  synchronized void save() {
    if (devices.values().stream().noneMatch(Seen::isUnsaved)) {
      return;
    }
    var text = new StringBuilder();
    devices.forEach(
        (name, seen) ->
            seen.saved().forEach((key, ms) -> text.append("%s %s %d%n".formatted(name, key, ms))));
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.createDirectories(file.resolveSibling(""));
      try (var channel =
          FileChannel.open(
              fresh,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("{} cannot be written, messages may count twice: {}", file, e.getMessage());
    }
  }
}
