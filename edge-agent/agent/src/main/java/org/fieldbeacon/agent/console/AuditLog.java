package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/// Every change made through the console: who, when, what, before, after. A line is on flash before
/// the change is made, and carries the hash of the line before it, so that a line that is taken out
/// or altered shows. Four files of a mebibyte; the oldest goes. Blocks.
final class AuditLog {
  private static final long MOST_BYTES = 1 << 20;
  private static final int FILES = 4;
  private static final int MOST_VALUE_CHARS = 4_000;
  private static final String NO_HASH = "0".repeat(64);

  /// Who changes something, and from where.
  record Actor(String name, String role, String address) {}

  private final Path folder;
  private final InstantSource clock;
  private long seq;
  private String lastHash = NO_HASH;

  AuditLog(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
    try {
      DurableFile.makeFolder(folder);
      List<String> lines = lines(file(0));
      if (lines.isEmpty()) {
        lines = lines(file(1));
      }
      if (!lines.isEmpty()) {
        seq = new JsonObject(lines.getLast()).getLong("seq");
        lastHash = sha256(lines.getLast());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": audit log", e);
    }
  }

  /// @param what one of a few words: `alarm-acknowledged`, `config-applied` …
  /// @param target what was changed
  void record(Actor by, String what, String target, String before, String after) {
    record(by, what, target, before, after, List.of());
  }

  /// @param drafters who else had a hand in it
  synchronized void record(
      Actor by, String what, String target, String before, String after, List<String> drafters) {
    JsonObject entry =
        new JsonObject()
            .put("seq", seq + 1)
            .put("at", clock.instant().toString())
            .put("who", by.name())
            .put("role", by.role())
            .put("from", by.address())
            .put("what", what)
            .put("target", target)
            .put("before", shortened(before))
            .put("after", shortened(after))
            .put("previous", lastHash);
    if (!drafters.isEmpty()) {
      entry.put("drafters", new JsonArray(drafters));
    }
    String line = entry.encode();
    try {
      rotate();
      append(line + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": audit log", e);
    }
    seq++;
    lastHash = sha256(line);
  }

  private void append(String line) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file(0),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        if (channel.write(bytes) < 0) {
          throw new IOException("wrote nothing");
        }
      }
      channel.force(true);
    }
    DurableFile.sync(folder);
  }

  private void rotate() throws IOException {
    if (!Files.exists(file(0)) || Files.size(file(0)) < MOST_BYTES) {
      return;
    }
    for (int i = FILES - 2; i >= 0; i--) {
      if (Files.exists(file(i))) {
        Files.move(file(i), file(i + 1), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /// The entries before `beforeSeq`, newest first.
  synchronized JsonArray entries(long beforeSeq, int limit) {
    var found = new JsonArray();
    try {
      for (int i = 0; i < FILES && found.size() < limit; i++) {
        List<String> lines = lines(file(i));
        for (int j = lines.size() - 1; j >= 0 && found.size() < limit; j--) {
          JsonObject entry = new JsonObject(lines.get(j));
          if (entry.getLong("seq") < beforeSeq) {
            found.add(entry);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": audit log", e);
    }
    return found;
  }

  /// Whether every line still follows from the one before it.
  synchronized boolean isWhole() {
    Deque<String> all = new ArrayDeque<>();
    try {
      for (int i = FILES - 1; i >= 0; i--) {
        all.addAll(lines(file(i)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": audit log", e);
    }
    String previous = "";
    for (String line : all) {
      String claimed = new JsonObject(line).getString("previous");
      if (!previous.isEmpty() && !claimed.equals(previous)) {
        return false;
      }
      previous = sha256(line);
    }
    return true;
  }

  /// Whole lines; half a line that a loss of power left is passed over.
  private static List<String> lines(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    String text = Files.readString(file);
    int end = text.lastIndexOf('\n');
    return end < 0 ? List.of() : text.substring(0, end).lines().filter(AuditLog::isEntry).toList();
  }

  private static boolean isEntry(String line) {
    try {
      return new JsonObject(line).containsKey("seq");
    } catch (io.vertx.core.json.DecodeException _) {
      return false;
    }
  }

  private Path file(int age) {
    return folder.resolve(age == 0 ? "audit.jsonl" : "audit-" + age + ".jsonl");
  }

  private static String shortened(String value) {
    return value.length() <= MOST_VALUE_CHARS ? value : value.substring(0, MOST_VALUE_CHARS) + "…";
  }

  private static String sha256(String line) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
