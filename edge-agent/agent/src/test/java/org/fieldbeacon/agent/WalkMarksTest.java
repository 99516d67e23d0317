package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is promised before a walk test, from which value which level holds, is what then happens.
class WalkMarksTest {
  @TempDir Path folder;

  @Test
  void whatIsInjectedReachesTheLevelThatAnOutputWaitsFor() throws Exception {
    String guarantee = "    guarantee: 2.1\n";
    SiteConfig orange = site(guarantee, "at-least: orange");
    WalkMarks marks = WalkMarks.of(orange, orange.rule("river-high").orElseThrow());
    assertEquals(2.16, marks.standard().orElseThrow());
    SiteConfig red = site(guarantee + "    highest: 3.4\n", "at-least: red");
    marks = WalkMarks.of(red, red.rule("river-high").orElseThrow());
    assertEquals(3.46, marks.standard().orElseThrow());
    assertEquals("m", marks.unit());
  }

  /// Injected evenly over the orange limit's window: of that much lies in a shorter one in part.
  @Test
  void rainIsCountedInEachLimitsOwnWindow() throws Exception {
    SiteConfig site = site("    guarantee: 2.1\n", "at-least: orange");
    var rule = site.rule("heavy-rain").orElseThrow();
    WalkMarks marks = WalkMarks.of(site, rule);
    assertEquals(
        List.of("BLUE 30.0", "YELLOW 36.0", "ORANGE 60.0", "RED 100.0"),
        marks.all().stream().map(m -> m.level() + " " + m.value()).toList());
    assertEquals(66.0, marks.standard().orElseThrow());
  }

  private SiteConfig site(String guarantee, String atLeast) throws Exception {
    Path file;
    try (var field = new FloodField()) {
      file = field.writeSite(folder, "");
    }
    String rain =
        """
        rules:
          - id: heavy-rain
            type: rainstorm
            title: {zh: 暴雨, en: Heavy rain}
            point: rain-01/rain-total
            kind: cumulative
            blue: {window: PT1H, mm: 10}
            yellow: {window: PT2H, mm: 24}
            orange: {window: PT3H, mm: 60}
        """;
    String gauge =
        """
        devices:
          - name: rain-01
            title: {zh: 雨量计, en: Rain gauge}
            profile: tipping-bucket-rain-gauge
            link: field
            address: {unit: 5}
            poll-interval: PT1S
        """;
    String text =
        Files.readString(file)
            .replace("    guarantee: 2.1\n", guarantee)
            .replace("at-least: orange", atLeast)
            .replace("devices:\n", gauge)
            .replace("rules:\n", rain);
    return switch (SiteFile.load(text, file)) {
      case SiteFile.Loaded.Good(SiteConfig site) -> site;
      case SiteFile.Loaded.Bad(var problems) -> throw new AssertionError(problems + "\n" + text);
    };
  }
}
