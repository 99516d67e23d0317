package org.fieldbeacon.agent.decode;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Reading;

/// A frame as a technician reads it: what is wrong on one line, or the parts and then the values.
final class FrameText implements FramePrinter {
  private final PrintWriter out;

  FrameText(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void show(int number, DecodedFrame frame) {
    switch (frame) {
      case DecodedFrame.Bad(String what, int offset, String got, String wanted) ->
          out.println(
              "frame %d: BAD: %s at %d: got %s, wanted %s"
                  .formatted(number, what, offset, got, wanted));
      case DecodedFrame.Good(Map<String, Object> fields, List<Reading> readings) -> {
        out.println("frame " + number + ": ok");
        fields.forEach(this::field);
        readings.forEach(this::reading);
      }
    }
    out.flush();
  }

  @Override
  public void end(int frames, int bad) {
    out.println(frames + " frames, " + bad + " bad");
    out.flush();
  }

  /// Lists of records get a line each; the rest stands on one.
  private void field(String name, Object value) {
    if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
      out.println("  " + name);
      list.forEach(item -> out.println("    " + text(item)));
    } else {
      out.println("  %-18s %s".formatted(name, text(value)));
    }
  }

  private void reading(Reading reading) {
    out.println(
        "  * %s  %-28s %s %s%s"
            .formatted(
                reading.time().map(Instant::toString).orElse("-"),
                reading.point(),
                Double.isNaN(reading.value())
                    ? "missing"
                    : BigDecimal.valueOf(reading.value()).toPlainString(),
                reading.unit().ucum(),
                reading.detail().isEmpty() ? "" : "  (" + reading.detail() + ")"));
  }

  private static String text(Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(e -> e.getKey() + "=" + text(Objects.requireNonNullElse(e.getValue(), "-")))
              .collect(Collectors.joining(" "));
      case List<?> list ->
          list.stream()
              .map(item -> text(Objects.requireNonNullElse(item, "-")))
              .collect(Collectors.joining(", ", "[", "]"));
      default -> value.toString();
    };
  }
}
