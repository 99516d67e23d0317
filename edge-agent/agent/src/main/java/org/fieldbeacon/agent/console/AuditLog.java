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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Every change made through the console: who, when, what, before, after. A line is on flash before
/// the change is made, and carries the hash of the line before it, so that a line that is taken out
/// or altered shows; the newest line's hash and the oldest line's number are kept in a file beside,
/// so that this holds for both ends. Whoever can write both, and all of the lines, can make another
/// record. Four files of a mebibyte; the oldest goes. Blocks.
final class AuditLog {
  private static final long MOST_BYTES = 1 << 20;
  private static final int FILES = 4;
  private static final int MOST_VALUE_CHARS = 4_000;
  private static final String NO_HASH = "0".repeat(64);

  /// Who changes something, and from where.
  record Actor(String name, String role, String address) {}

  private final Path folder;
  private final Path headFile;
  private final InstantSource clock;
  private long seq;
  private String lastHash = NO_HASH;

  /// Of the oldest line that must be there.
  private long oldest = 1;

  private boolean isInLine;

  /// What is kept beside the lines.
  private record Head(long seq, String hash, long oldest) {}

  AuditLog(Path folder, InstantSource clock) {
    this.folder = folder;
    headFile = folder.resolveSibling(folder.getFileName() + "-head.json");
    this.clock = clock;
    boolean isHeadMissing;
    try {
      DurableFile.makeFolder(folder);
      isHeadMissing = begin();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": audit log", e);
    }
    if (isHeadMissing) {
      record(new Actor("", "gateway", ""), "record-unsealed", "audit", "", "");
    }
  }

  /// Goes on where the lines end, or where they ought to end.
  ///
  /// @return whether there are lines, but nothing beside them that says which
  private boolean begin() throws IOException {
    isInLine = endsMidLine(file(0));
    List<String> lines = lines(file(0));
    if (lines.isEmpty()) {
      lines = lines(file(1));
    }
    Optional<Head> head = head();
    if (lines.isEmpty()) {
      head.ifPresent(this::goOnFrom);
      return false;
    }
    JsonObject last = new JsonObject(lines.getLast());
    long lastSeq = last.getLong("seq");
    if (head.isEmpty()) {
      goOnFrom(new Head(lastSeq, sha256(lines.getLast()), seqOfFirst()));
      return true;
    }
    goOnFrom(head.get());
    // The power may have gone between the line and its head.
    if (lastSeq == seq + 1 && lastHash.equals(last.getString("previous"))) {
      goOnFrom(new Head(lastSeq, sha256(lines.getLast()), oldest));
    }
    return false;
  }

  private void goOnFrom(Head head) {
    seq = head.seq();
    lastHash = head.hash();
    oldest = head.oldest();
  }

  private Optional<Head> head() {
    try {
      return DurableFile.read(headFile)
          .map(JsonObject::new)
          .map(j -> new Head(j.getLong("seq"), j.getString("hash"), j.getLong("oldest")));
    } catch (RuntimeException _) {
      return Optional.empty(); // As good as none; it is noted in the record.
    }
  }

  private void writeHead() {
    DurableFile.writeSecret(
        headFile,
        new JsonObject().put("seq", seq).put("hash", lastHash).put("oldest", oldest).encode());
  }

  private long seqOfFirst() throws IOException {
    for (int i = FILES - 1; i >= 0; i--) {
      List<String> lines = lines(file(i));
      if (!lines.isEmpty()) {
        return seqOf(lines.getFirst());
      }
    }
    return seq + 1;
  }

  private static long seqOf(String line) {
    return new JsonObject(line).getLong("seq");
  }

  /// Whether half a line stands last, which a loss of power has left.
  private static boolean endsMidLine(Path file) throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
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
      append((isInLine ? "\n" : "") + line + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": audit log", e);
    }
    seq++;
    lastHash = sha256(line);
    writeHead();
  }

  private void append(String line) throws IOException {
    isInLine = true;
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
    isInLine = false;
    DurableFile.sync(folder);
  }

  private void rotate() throws IOException {
    if (!Files.exists(file(0)) || Files.size(file(0)) < MOST_BYTES) {
      return;
    }
    List<String> next = lines(file(FILES - 2));
    if (Files.exists(file(FILES - 1)) && !next.isEmpty()) {
      oldest = seqOf(next.getFirst());
      writeHead(); // Before the lines go: a line too many is nothing, one too few would tell.
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

  /// Whether every line from the oldest to the newest is there, and follows from the one before it.
  boolean isWhole() {
    List<String> all = new ArrayList<>();
    Head head;
    synchronized (this) {
      head = new Head(seq, lastHash, oldest);
      try {
        for (int i = FILES - 1; i >= 0; i--) {
          all.addAll(lines(file(i)));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(folder + ": audit log", e);
      }
    }
    if (all.isEmpty()) {
      return head.seq() == 0;
    }
    long wanted = seqOf(all.getFirst());
    String previous = wanted == 1 ? NO_HASH : new JsonObject(all.getFirst()).getString("previous");
    if (wanted > head.oldest()) {
      return false;
    }
    for (String line : all) {
      JsonObject entry = new JsonObject(line);
      if (entry.getLong("seq") != wanted++ || !previous.equals(entry.getString("previous"))) {
        return false;
      }
      previous = sha256(line);
    }
    return wanted == head.seq() + 1 && previous.equals(head.hash());
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
