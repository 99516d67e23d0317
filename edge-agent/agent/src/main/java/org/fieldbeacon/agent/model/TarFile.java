package org.fieldbeacon.agent.model;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// Regular files of a tar (POSIX ustar; GNU and pax long names), one after the other, each in
/// memory. One thread.
final class TarFile implements AutoCloseable {
  private static final int BLOCK = 512;

  private final InputStream in;
  private final String name;
  private final int maxBytes;

  /// @param maxBytes a file larger than this comes empty
  TarFile(Path file, int maxBytes) throws IOException {
    name = file.toString();
    this.maxBytes = maxBytes;
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    in = name.endsWith("gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
  }

  /// What takes each file.
  interface Taker {
    void take(String path, byte[] bytes) throws IOException;
  }

  /// @throws IOException when it is no tar, or is cut short
  void forEach(Taker taker) throws IOException {
    byte[] header = new byte[BLOCK];
    String longName = "";
    while (in.readNBytes(header, 0, BLOCK) == BLOCK) {
      if (header[0] == 0) {
        return;
      }
      long size = octal(header, 124, 12);
      char type = (char) header[156];
      byte[] bytes = body(size);
      switch (type) {
        case 'L' -> longName = text(bytes, 0, bytes.length);
        case 'x' -> longName = paxPath(bytes);
        case '0', '\0' -> {
          taker.take(longName.isEmpty() ? path(header) : longName, bytes);
          longName = "";
        }
        default -> longName = "";
      }
    }
  }

  private byte[] body(long size) throws IOException {
    byte[] bytes = new byte[0];
    if (size <= maxBytes) {
      bytes = in.readNBytes((int) size);
      if (bytes.length < size) {
        throw new EOFException(name + ": got the end within a file, wanted a whole tar");
      }
    } else {
      in.skipNBytes(size);
    }
    in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    return bytes;
  }

  private static String path(byte[] header) {
    String prefix = text(header, 345, 155);
    String path = text(header, 0, 100);
    boolean isUstar = text(header, 257, 5).equals("ustar");
    return isUstar && !prefix.isEmpty() ? prefix + "/" + path : path;
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

  private static String text(byte[] bytes, int from, int length) {
    int end = from;
    while (end < from + length && end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  private long octal(byte[] header, int from, int length) throws IOException {
    String digits = text(header, from, length).strip();
    try {
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    } catch (NumberFormatException _) {
      throw new IOException(name + ": got \"" + digits + "\" for a size, wanted octal digits");
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
