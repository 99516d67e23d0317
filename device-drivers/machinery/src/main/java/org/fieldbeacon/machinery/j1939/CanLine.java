package org.fieldbeacon.machinery.j1939;

import java.util.function.Consumer;
import org.fieldbeacon.driver.ReportProtocol.Heard;
import org.fieldbeacon.driver.ReportProtocol.Session;
import org.fieldbeacon.machinery.TextLines;
import org.fieldbeacon.machinery.j1939.CandumpLine.Entry;

/// One line on which CAN frames come, in one of the ways to write them.
interface CanLine {
  /// A session that gives each frame to `frame`, with who hears of it.
  Session session(FrameSink frame);

  /// Takes frames.
  @FunctionalInterface
  interface FrameSink {
    void accept(Entry.Frame frame, Heard heard);
  }

  /// Lines of `candump`.
  static CanLine candump() {
    return sink ->
        TextLines.session(
            (line, heard) -> {
              Consumer<Entry> each =
                  entry -> {
                    switch (entry) {
                      case Entry.Wrong(var bad) -> heard.bad(bad);
                      case Entry.Frame frame -> sink.accept(frame, heard);
                    }
                  };
              CandumpLine.read(line).forEach(each);
            });
  }
}
