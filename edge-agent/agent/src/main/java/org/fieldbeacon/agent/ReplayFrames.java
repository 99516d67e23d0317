package org.fieldbeacon.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.quality.CsvCells;
import org.fieldbeacon.driver.Frame;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// Recorded pictures: a folder with `frames.csv`, header `time,device,point,file`, files relative
/// to the folder. A picture is read when its time has come.
final class ReplayFrames {
  private static final String NAME = "frames.csv";
  private static final String HEADER = "time,device,point,file";

  private final Deque<Row> rows = new ArrayDeque<>();
  private final Consumer<String> problems;
  private long badRows;

  private record Row(int line, Instant time, PointId point, Path file) {}

  private ReplayFrames(Consumer<String> problems) {
    this.problems = problems;
  }

  /// No pictures.
  static ReplayFrames none() {
    return new ReplayFrames(_ -> {});
  }

  /// @param problems takes one line for each row that is not used: what, where, got, wanted
  static ReplayFrames read(SiteConfig site, Path folder, Consumer<String> problems)
      throws IOException {
    var frames = new ReplayFrames(problems);
    List<Row> read = new ArrayList<>();
    try (BufferedReader csv = Files.newBufferedReader(folder.resolve(NAME))) {
      String header = csv.readLine();
      if (header == null || !header.strip().equals(HEADER)) {
        throw new IllegalArgumentException(
            NAME + " line 1: got \"" + header + "\", wanted the header " + HEADER);
      }
      String line;
      for (int number = 2; (line = csv.readLine()) != null; number++) {
        if (!line.isBlank()) {
          frames.take(site, folder, number, line.strip(), read);
        }
      }
    }
    read.sort(Comparator.comparing(Row::time));
    frames.rows.addAll(read);
    return frames;
  }

  private void take(SiteConfig site, Path folder, int number, String line, List<Row> read) {
    try {
      String[] cells = line.split(",", -1);
      if (cells.length != 4) {
        throw new IllegalArgumentException("got " + cells.length + " columns, wanted 4");
      }
      var point = new PointId(cells[1].strip(), cells[2].strip());
      Path file = folder.resolve(cells[3].strip());
      if (!isPicturePoint(site, point)) {
        throw new IllegalArgumentException(
            "point: got \"" + point + "\", wanted a camera's point of the site");
      }
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException("file: got no file " + file + ", wanted a picture");
      }
      read.add(new Row(number, CsvCells.time(cells[0].strip()), point, file));
    } catch (IllegalArgumentException e) {
      bad(number, String.valueOf(e.getMessage()));
    }
  }

  private static boolean isPicturePoint(SiteConfig site, PointId id) {
    return site.devices().stream()
        .filter(d -> d.device().name().equals(id.device()))
        .flatMap(d -> d.device().profile().point(id.point()).stream())
        .anyMatch(p -> p.unit() == Unit.BYTE);
  }

  private void bad(int line, String why) {
    badRows++;
    problems.accept(NAME + " line " + line + ": " + why);
  }

  long badRows() {
    return badRows;
  }

  /// Hands on, oldest first, every picture not later than `until`.
  void forEachUntil(Instant until, Consumer<Frame> taker) {
    while (!rows.isEmpty() && !rows.getFirst().time().isAfter(until)) {
      Row row = rows.removeFirst();
      try {
        byte[] bytes =
            Files.size(row.file()) > Frame.MAX_BYTES ? new byte[0] : Files.readAllBytes(row.file());
        if (bytes.length == 0) {
          bad(row.line(), row.file() + ": got no bytes or too many, wanted 1.." + Frame.MAX_BYTES);
          continue;
        }
        String source = "replay frames line " + row.line();
        taker.accept(new Frame(row.point(), bytes, "image/jpeg", row.time(), row.time(), source));
      } catch (IOException e) {
        throw new UncheckedIOException("reading " + row.file(), e);
      }
    }
  }
}
