package org.fieldbeacon.agent.archive;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// The files of a tar (POSIX ustar, with GNU and pax long names). Everything in it but regular
/// files and folders is refused, or passed over where it is only looked at.
final class TarEntries {
  private static final int BLOCK = 512;
  private static final int MOST_NAME = 64 << 10;

  private final Path file;
  private final boolean isZipped;
  private final ArchiveFile archive;

  TarEntries(Path file, boolean isZipped, ArchiveFile archive) {
    this.file = file;
    this.isZipped = isZipped;
    this.archive = archive;
  }

  void forEach(ArchiveFile.Taker taker) throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        InputStream in = unpacked(raw)) {
      walk(in, taker);
    } catch (ZipException | EOFException e) {
      throw damaged(String.valueOf(e.getMessage()));
    }
  }

  private InputStream unpacked(InputStream raw) throws IOException {
    InputStream in = isZipped ? new GZIPInputStream(raw) : raw;
    return archive.bounded(String.valueOf(file.getFileName()), in, archive.limits().totalBytes());
  }

  private static ArchiveException damaged(String why) {
    return new ArchiveException("tar 文件损坏:" + why, "got a damaged tar: " + why);
  }

  private void walk(InputStream in, ArchiveFile.Taker taker) throws IOException {
    byte[] header = new byte[BLOCK];
    String longName = "";
    while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
      requireSum(header);
      long size = octal(header, 124, 12);
      String name = longName.isEmpty() ? path(header) : longName;
      longName = "";
      switch ((char) header[156]) {
        case 'L' -> longName = text(name(in, size));
        case 'x' -> longName = paxPath(name(in, size));
        case 'g' -> name(in, size);
        case '5' -> archive.admit(name);
        case '0', '\0' -> take(name, size, in, taker);
        default -> {
          if (!archive.takesAny()) {
            throw ArchiveFile.link(name);
          }
          in.skipNBytes(size);
        }
      }
      in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }
  }

  private void take(String name, long size, InputStream in, ArchiveFile.Taker taker)
      throws IOException {
    if (!archive.admit(name)) {
      in.skipNBytes(size);
      return;
    }
    if (!archive.takesAny() && size > archive.limits().fileBytes()) {
      throw new ArchiveException(
          "文件太大:" + name, "got " + size + " B for " + name + ", wanted less");
    }
    var part = new Part(in, size);
    taker.take(name, part);
    in.skipNBytes(part.left);
  }

  /// So many bytes of a stream.
  private static final class Part extends InputStream {
    private final InputStream in;
    private long left;

    Part(InputStream in, long left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int got = in.read(bytes, from, (int) Math.min(length, left));
      if (got < 0) {
        throw new EOFException("the end within a file");
      }
      left -= got;
      return got;
    }
  }

  private static byte[] name(InputStream in, long size) throws IOException {
    if (size > MOST_NAME) {
      throw damaged("a name of " + size + " B");
    }
    byte[] bytes = in.readNBytes((int) size);
    if (bytes.length < size) {
      throw new EOFException("the end within a name");
    }
    return bytes;
  }

  private static String text(byte[] bytes) {
    return text(bytes, 0, bytes.length);
  }

  private static String paxPath(byte[] bytes) {
    for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
      int at = line.indexOf(" path=");
      if (at > 0) {
        return line.substring(at + 6);
      }
    }
    return "";
  }

  private static String path(byte[] header) {
    String prefix = text(header, 345, 155);
    String path = text(header, 0, 100);
    boolean isUstar = text(header, 257, 6).equals("ustar");
    return isUstar && !prefix.isEmpty() ? prefix + "/" + path : path;
  }

  /// POSIX.1-2017 pax, ustar interchange format: the sum of the header with blanks for itself.
  private static void requireSum(byte[] header) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xFF;
    }
    if (sum != octal(header, 148, 8)) {
      throw damaged("a header whose sum does not hold");
    }
  }

  private static String text(byte[] bytes, int from, int length) {
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  private static long octal(byte[] header, int from, int length) {
    String digits = text(header, from, length).strip();
    if (!digits.matches("[0-7]{0,12}")) {
      throw damaged("no octal number in a header");
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }
}
