package org.fieldbeacon.agent.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Archives as people and their enemies make them.
public final class TestArchives {
  private static final int BLOCK = 512;

  private TestArchives() {}

  /// The files of a folder by their names below `root`.
  public static Map<String, byte[]> files(Path folder, String root) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(root + folder.relativize(file), Files.readAllBytes(file));
      }
    }
    return files;
  }

  public static byte[] zip(Map<String, byte[]> files) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /// The first entry of the central directory called a symbolic link made on Unix.
  public static byte[] linked(byte[] zip) {
    byte[] made = zip.clone();
    for (int at = 0; at < made.length - 46; at++) {
      if (made[at] == 'P' && made[at + 1] == 'K' && made[at + 2] == 1 && made[at + 3] == 2) {
        made[at + 5] = 3;
        made[at + 41] = (byte) 0xA1;
        made[at + 40] = (byte) 0xFF;
        return made;
      }
    }
    throw new IllegalArgumentException("no central directory");
  }

  /// @param type of each entry: `0` a file, `2` a symbolic link
  public static byte[] tar(Map<String, byte[]> files, char type) {
    var out = new ByteArrayOutputStream();
    files.forEach(
        (name, body) -> {
          out.writeBytes(header(name, body.length, type));
          out.writeBytes(body);
          out.writeBytes(new byte[(BLOCK - body.length % BLOCK) % BLOCK]);
        });
    out.writeBytes(new byte[2 * BLOCK]);
    return out.toByteArray();
  }

  private static byte[] header(String name, int size, char type) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 124, "%011o\0".formatted(size));
    put(header, 136, "00000000000\0");
    Arrays.fill(header, 148, 156, (byte) ' ');
    header[156] = (byte) type;
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte octet : header) {
      sum += octet & 0xFF;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
