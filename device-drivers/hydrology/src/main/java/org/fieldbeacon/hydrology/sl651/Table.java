package org.fieldbeacon.hydrology.sl651;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// A table of the standard, shipped beside this class: columns parted by tabs, `#` begins a remark.
final class Table {
  private Table() {}

  static List<String[]> rows(String file) {
    try (InputStream in = Objects.requireNonNull(Table.class.getResourceAsStream(file), file);
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().filter(l -> !l.startsWith("#")).map(l -> l.split("\t", -1)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }
}
