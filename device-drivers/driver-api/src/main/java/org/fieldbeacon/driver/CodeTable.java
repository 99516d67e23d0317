package org.fieldbeacon.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A table of a protocol's codes that comes with its room: fields between commas, remarks after
/// `#`.
public final class CodeTable {
  private CodeTable() {}

  /// All rows of a resource beside `room` (an absolute name: `/hj212-factors.csv`), empty fields
  /// kept.
  ///
  /// @throws IllegalStateException when the room was built without it
  public static List<String[]> rows(Class<?> room, String resource) {
    try (InputStream in = room.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(",", -1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
