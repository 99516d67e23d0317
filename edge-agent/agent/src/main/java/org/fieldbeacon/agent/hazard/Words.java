package org.fieldbeacon.agent.hazard;

import java.time.Duration;
import java.util.Locale;
import org.fieldbeacon.driver.Text;

/// The words that all rules use, in both languages of the house.
public final class Words {
  private Words() {}

  /// 黄色 / yellow.
  public static Text colour(Level level) {
    return switch (level) {
      case NONE -> new Text("正常", "normal");
      case NOTICE -> new Text("提示", "notice");
      case BLUE -> new Text("蓝色", "blue");
      case YELLOW -> new Text("黄色", "yellow");
      case ORANGE -> new Text("橙色", "orange");
      case RED -> new Text("红色", "red");
    };
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in Error Prone's own jar
  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  static double hours(Duration duration) {
    return duration.toMillis() / 3_600_000.0;
  }

  /// 45 s, 20 min, 2.1 h.
  public static String span(Duration duration) {
    if (duration.compareTo(Duration.ofMinutes(2)) < 0) {
      return duration.toSeconds() + " s";
    }
    if (duration.compareTo(Duration.ofHours(2)) < 0) {
      return duration.toMinutes() + " min";
    }
    return format("%.1f h", hours(duration));
  }
}
