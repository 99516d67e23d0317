package org.fieldbeacon.agent.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// The files of a zip (APPNOTE 6.3.10). What kind an entry is stands in the central directory only
/// (§4.4.15, external attributes), which `java.util.zip` does not tell; it is read here first.
final class ZipEntries {
  private static final int END = 0x06054B50;
  private static final int END_BYTES = 22;
  private static final int MOST_COMMENT = 0xFFFF;
  private static final int ENTRY = 0x02014B50;
  private static final int ENTRY_BYTES = 46;
  private static final int MOST_DIRECTORY = 4 << 20;
  private static final int UNIX = 3;
  private static final int KIND = 0xF000;
  private static final int REGULAR = 0x8000;
  private static final int FOLDER = 0x4000;

  private final Path file;
  private final ArchiveFile archive;

  ZipEntries(Path file, ArchiveFile archive) {
    this.file = file;
    this.archive = archive;
  }

  void forEach(ArchiveFile.Taker taker) throws IOException {
    directory();
    try (var zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
      List<ZipEntry> entries = new ArrayList<>(java.util.Collections.list(zip.entries()));
      entries.forEach(e -> archive.admit(e.getName()));
      for (ZipEntry entry : entries) {
        if (!entry.isDirectory()) {
          try (InputStream in = zip.getInputStream(entry)) {
            taker.take(
                entry.getName(),
                archive.bounded(entry.getName(), in, archive.limits().fileBytes()));
          }
        }
      }
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw damaged(String.valueOf(e.getMessage()));
    }
  }

  private static ArchiveException damaged(String why) {
    return new ArchiveException("zip 文件损坏:" + why, "got a damaged zip: " + why);
  }

  /// Looks at every entry's kind.
  private void directory() throws IOException {
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      int tail = (int) Math.min(in.length(), END_BYTES + MOST_COMMENT);
      ByteBuffer end = read(in, in.length() - tail, tail);
      int at = tail - END_BYTES;
      while (at >= 0 && end.getInt(at) != END) {
        at--;
      }
      if (at < 0) {
        throw damaged("no end of central directory");
      }
      long size = Integer.toUnsignedLong(end.getInt(at + 12));
      long offset = Integer.toUnsignedLong(end.getInt(at + 16));
      if (size > MOST_DIRECTORY || offset + size > in.length()) {
        throw damaged("its central directory does not fit");
      }
      kinds(read(in, offset, (int) size));
    }
  }

  private static ByteBuffer read(RandomAccessFile in, long from, int length) throws IOException {
    byte[] bytes = new byte[length];
    in.seek(from);
    in.readFully(bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void kinds(ByteBuffer entries) {
    int at = 0;
    while (at + ENTRY_BYTES <= entries.limit() && entries.getInt(at) == ENTRY) {
      int nameLength = entries.getShort(at + 28) & 0xFFFF;
      int more =
          (entries.getShort(at + 30) & 0xFFFF) + (entries.getShort(at + 32) & 0xFFFF) + nameLength;
      if (at + ENTRY_BYTES + more > entries.limit()) {
        throw damaged("an entry that does not fit");
      }
      int kind = (entries.getInt(at + 38) >>> 16) & KIND;
      boolean isUnix = (entries.get(at + 5) & 0xFF) == UNIX;
      if (isUnix && kind != 0 && kind != REGULAR && kind != FOLDER) {
        byte[] name = new byte[nameLength];
        entries.get(at + ENTRY_BYTES, name);
        throw ArchiveFile.link(new String(name, StandardCharsets.UTF_8));
      }
      at += ENTRY_BYTES + more;
    }
    if (at != entries.limit()) {
      throw damaged("got something else in its central directory");
    }
  }
}
