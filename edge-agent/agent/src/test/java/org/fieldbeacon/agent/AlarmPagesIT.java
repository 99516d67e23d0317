package org.fieldbeacon.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.fieldbeacon.agent.hazard.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Alarms and outputs in a real browser: a siren that sounds, one that is withheld because its
/// gauge is in doubt, one that cannot be reached, and an alarm that has latched.
@Timeout(1_300)
class AlarmPagesIT {
  private static final String DEVICES =
      """
      devices:
        - name: river-gauge-02
          title: {zh: 备用水位计, en: Spare gauge}
          profile: radar-level-gauge
          link: field
          address: {unit: 3}
          poll-interval: PT0.5S
        - name: relay-02
          title: {zh: 远处的继电器, en: Far relays}
          profile: relay-board-8
          link: cut
          address: {unit: 1}
          poll-interval: PT30S
      """;
  private static final String LINKS =
      """
      links:
        - name: cut           # nobody listens there
          type: tcp
          host: 127.0.0.1
          port: 1
      """;
  private static final String DOUBT =
      """
      quality:
        river-gauge-02/level:
          gross-range: {fail: [0, 30], suspect: [0.3, 2.0]}
      """;
  private static final String RULES =
      """
      rules:
        - id: spare-high
          type: river-level
          title: {zh: 备用水位超限, en: Spare level high}
          point: river-gauge-02/level
          unit: m
          warning: 1.8
          guarantee: 2.1
          hysteresis: 0.05
          on-delay: PT1S
          off-delay: PT2S
        - id: river-record
          type: river-level
          title: {zh: 河道水位破纪录, en: River at its record}
          point: river-gauge-01/level
          unit: m
          warning: 2.2
          guarantee: 2.4
          hysteresis: 0.05
          on-delay: PT0S
          off-delay: PT0S
          alarm: {latched: true}
      """;
  private static final String OUTPUTS =
      """
      outputs:
        - id: light
          title: {zh: 警灯, en: Warning light}
          point: relay-01/light
          fail-safe: off
          dead-man: PT10M
          triggers:
            - {rule: spare-high, at-least: orange}
        - id: far
          title: {zh: 远处警笛, en: Far siren}
          point: relay-02/siren
          fail-safe: off
          dead-man: PT10M
          triggers:
            - {rule: river-high, at-least: yellow}
      """;

  @TempDir Path folder;

  private static Path site(FloodField field, Path its) throws IOException {
    Path file = field.writeSite(its, "");
    String text = Files.readString(file);
    for (String part : new String[] {DEVICES, LINKS, DOUBT, RULES, OUTPUTS}) {
      String head = part.substring(0, part.indexOf('\n') + 1);
      text = text.replace(head, part);
    }
    Files.writeString(file, text);
    return file;
  }

  @Test
  void whatSoundsAndWhatDoesNotIsToldAndHandledInBothLanguagesOnPhoneAndDesk() throws Exception {
    BrowserRun.needBrowser();
    try (var faces = new Faces()) {
      for (Path its : faces.folders(folder)) {
        var field = faces.keep(new FloodField());
        field.spareLevel(2.3);
        var console = faces.keep(new RunningConsole(site(field, its)));
        field.level(2.25);
        await(console, "river-record", true);
        field.level(2.12);
        await(console, "river-record", false);
        await(console, "river-high", true);
        await(console, "spare-high", true);
        faces.add(console, Map.of());
      }
      faces.run("alarms.mjs");
    }
  }

  /// Until the rule's alarm holds, or has been and holds no longer.
  private static void await(RunningConsole console, String rule, boolean active)
      throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (console.host.live().orElseThrow().alarms().stream()
        .noneMatch(
            a ->
                a.ruleId().equals(rule)
                    && a.life().state().isActive() == active
                    && (!active || rule.equals("river-record") || a.life().level() == Level.ORANGE)
                    && a.raising() > 0)) {
      if (System.nanoTime() > end) {
        throw new AssertionError(rule + ": got no alarm that is " + (active ? "on" : "over"));
      }
      Thread.sleep(50);
    }
  }
}
