package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// The program's last log lines, in memory. Any thread.
final class LogTail extends Handler implements AutoCloseable {
  private static final int KEPT = 2_000;
  private static final int MOST_CHARS = 2_000;

  /// @param seq rises by one with every line
  record Line(long seq, String at, String level, String source, String text) {
    JsonObject json() {
      return new JsonObject()
          .put("seq", seq)
          .put("at", at)
          .put("level", level)
          .put("source", source)
          .put("text", text);
    }
  }

  private final Deque<Line> lines = new ArrayDeque<>();
  private long seq;

  /// Listens to all loggers until closed.
  static LogTail install() {
    var tail = new LogTail();
    tail.setLevel(Level.INFO);
    Logger.getLogger("").addHandler(tail);
    return tail;
  }

  @Override
  public void publish(LogRecord entry) {
    if (!isLoggable(entry)) {
      return;
    }
    String text = String.valueOf(entry.getMessage());
    if (entry.getThrown() != null) {
      var trace = new StringWriter();
      entry.getThrown().printStackTrace(new PrintWriter(trace));
      text += "\n" + trace;
    }
    String source = String.valueOf(entry.getLoggerName());
    add(
        entry.getInstant().toString(),
        word(entry.getLevel()),
        source.substring(source.lastIndexOf('.') + 1),
        text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) + "…" : text);
  }

  private synchronized void add(String at, String level, String source, String text) {
    lines.addLast(new Line(++seq, at, level, source, text));
    if (lines.size() > KEPT) {
      lines.removeFirst();
    }
  }

  /// The newest lines after `after`, oldest first, at most `limit` of them.
  ///
  /// @param least `info`, `warning` or `error`
  /// @param part what a line must contain, in whatever case; empty for any
  synchronized JsonArray find(long after, String least, String part, int limit) {
    String wanted = part.toLowerCase(Locale.ROOT);
    List<Line> found = new ArrayList<>();
    for (Line line : lines) {
      boolean fits =
          line.seq() > after
              && rank(line.level()) >= rank(least)
              && (line.source() + " " + line.text()).toLowerCase(Locale.ROOT).contains(wanted);
      if (fits) {
        found.add(line);
      }
    }
    var json = new JsonArray();
    found.subList(Math.max(0, found.size() - limit), found.size()).forEach(l -> json.add(l.json()));
    return json;
  }

  private static int rank(String level) {
    return List.of("info", "warning", "error").indexOf(level);
  }

  private static String word(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return "error";
    }
    return level.intValue() >= Level.WARNING.intValue() ? "warning" : "info";
  }

  @Override
  public void flush() {
    // Nothing is held back.
  }

  @Override
  public void close() {
    Logger.getLogger("").removeHandler(this);
  }
}
