package org.fieldbeacon.agent.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// Rows of a CSV with a header (RFC 4180 quoting, one line a row), plain or gzip, one after the
/// other.
final class CsvTable {
  private CsvTable() {}

  /// What takes each row.
  interface Taker {
    /// @param line 2 or more
    /// @param cells as many as there are columns
    void take(int line, List<String> cells);
  }

  /// What is made of the header before the rows come.
  interface Header {
    Taker columns(List<String> names);
  }

  /// Rows of another number of cells than the header has are counted and passed over.
  ///
  /// @return rows passed over
  static long read(Path file, Header header) throws IOException {
    try (BufferedReader in = reader(file)) {
      String first = in.readLine();
      if (first == null) {
        throw new IOException(file + ": got an empty file, wanted a CSV with a header");
      }
      List<String> names = cells(first.replace("\uFEFF", ""));
      Taker taker = header.columns(names);
      long bad = 0;
      int number = 1;
      String line;
      while ((line = in.readLine()) != null) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        List<String> cells = cells(line);
        if (cells.size() == names.size()) {
          taker.take(number, cells);
        } else {
          bad++;
        }
      }
      return bad;
    }
  }

  private static BufferedReader reader(Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
    return new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8), 1 << 16);
  }

  static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    var cell = new StringBuilder();
    boolean isQuoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        if (isQuoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else {
          isQuoted = !isQuoted;
        }
      } else if (c == ',' && !isQuoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString().strip());
    return cells;
  }
}
