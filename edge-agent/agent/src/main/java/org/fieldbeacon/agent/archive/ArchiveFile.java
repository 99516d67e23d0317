package org.fieldbeacon.agent.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The regular files of a zip, tar or tar.gz, one after the other. One thread.
public final class ArchiveFile {
  /// Names of letters, digits, dots, dashes and underscores, six folders deep at most; none begins
  /// with a dot, so none leads out.
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}(/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}){0,6}");

  private final Path file;
  private final Limits limits;
  private final Entries entries;
  private final Set<String> seen = new HashSet<>();
  private long total;

  private ArchiveFile(Path file, Limits limits, Entries entries) {
    this.file = file;
    this.limits = limits;
    this.entries = entries;
  }

  /// What an archive may be made of.
  ///
  /// @param files entries, folders among them
  /// @param fileBytes of one file, unpacked
  /// @param totalBytes of all, unpacked
  public record Limits(int files, long fileBytes, long totalBytes) {}

  /// Which entries there may be.
  public enum Entries {
    /// Regular files and folders of plain names, each once: what is to be unpacked.
    PLAIN,

    /// Regular files of any name; others, and names that lead out, are passed over: what is only to
    /// be looked at.
    ANY
  }

  /// Takes each file, which need not be read to its end.
  @FunctionalInterface
  public interface Taker {
    void take(String name, InputStream in) throws IOException;
  }

  /// Whether a file of this name would be taken.
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /// @throws ArchiveException when it is no archive, or not one to be taken
  /// @throws IOException when the file itself cannot be read
  public static void forEach(Path file, Limits limits, Taker taker) throws IOException {
    new ArchiveFile(file, limits, Entries.PLAIN).read(taker);
  }

  /// The same of a tar, compressed or not, that is only looked at.
  ///
  /// @param limits of which `files` and `fileBytes` are not asked
  public static void forEachOfTar(Path file, Limits limits, Taker taker) throws IOException {
    var archive = new ArchiveFile(file, limits, Entries.ANY);
    new TarEntries(file, archive.isZipped(), archive).forEach(taker);
  }

  private boolean isZipped() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(2);
      return head.length == 2 && (head[0] & 0xFF) == 0x1F && (head[1] & 0xFF) == 0x8B;
    }
  }

  private void read(Taker taker) throws IOException {
    byte[] head = new byte[262];
    try (InputStream in = Files.newInputStream(file)) {
      int got = in.readNBytes(head, 0, head.length);
      if (got >= 4 && head[0] == 'P' && head[1] == 'K') {
        new ZipEntries(file, this).forEach(taker);
        return;
      }
      if (got >= 2 && (head[0] & 0xFF) == 0x1F && (head[1] & 0xFF) == 0x8B) {
        new TarEntries(file, true, this).forEach(taker);
        return;
      }
      boolean isTar = got == 262 && new String(head, 257, 5, ascii()).equals("ustar");
      if (isTar) {
        new TarEntries(file, false, this).forEach(taker);
        return;
      }
    }
    throw new ArchiveException(
        "不是压缩包:应为 zip、tar 或 tar.gz", "got no archive, wanted zip, tar or tar.gz");
  }

  private static java.nio.charset.Charset ascii() {
    return java.nio.charset.StandardCharsets.US_ASCII;
  }

  Limits limits() {
    return limits;
  }

  boolean takesAny() {
    return entries == Entries.ANY;
  }

  /// Notes an entry, folder or file.
  ///
  /// @return whether it is to be taken
  boolean admit(String name) {
    if (takesAny()) {
      return !leadsOut(name);
    }
    String bare = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    if (!NAME.matcher(bare).matches()) {
      throw refusal("文件名不可用", "a name that may not be used", name);
    }
    if (!seen.add(bare)) {
      throw refusal("文件名重复", "a name twice", name);
    }
    if (seen.size() > limits.files()) {
      throw new ArchiveException(
          "压缩包内文件超过 " + limits.files() + " 个",
          "got more files in the archive than " + limits.files());
    }
    return true;
  }

  private static boolean leadsOut(String name) {
    return name.startsWith("/")
        || List.of(name.split("/", -1)).contains("..")
        || name.chars().anyMatch(Character::isISOControl);
  }

  static ArchiveException link(String name) {
    return refusal("压缩包内有链接或特殊文件", "a link or a special file", name);
  }

  private static ArchiveException refusal(String zh, String en, String name) {
    String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
    String plain = shown.replaceAll("\\p{Cntrl}", "?");
    return new ArchiveException(zh + ":" + plain, "got " + en + ": " + plain);
  }

  /// The same stream, which ends in an exception where it would be too long.
  InputStream bounded(String name, InputStream in, long most) {
    return new InputStream() {
      private long taken;

      @Override
      public int read() throws IOException {
        int octet = in.read();
        count(octet < 0 ? 0 : 1);
        return octet;
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        int got = in.read(bytes, from, length);
        count(Math.max(0, got));
        return got;
      }

      private void count(int more) {
        taken += more;
        total += more;
        if (taken > most || total > limits.totalBytes()) {
          throw new ArchiveException(
              "解压后太大:" + name + "(最多 " + limits.totalBytes() + " 字节)",
              "got too much unpacked at "
                  + name
                  + ", wanted "
                  + limits.totalBytes()
                  + " B at most");
        }
      }
    };
  }
}
