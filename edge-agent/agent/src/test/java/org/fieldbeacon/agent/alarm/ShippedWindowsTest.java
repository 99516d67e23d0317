package org.fieldbeacon.agent.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.fieldbeacon.agent.config.CardFile;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.feature.SeriesWindow;
import org.fieldbeacon.agent.inference.SeenWindow;
import org.fieldbeacon.agent.model.TestPackages;
import org.fieldbeacon.contract.ModelEvidence;
import org.fieldbeacon.observation.PointId;
import org.junit.jupiter.api.Test;

class ShippedWindowsTest {
  /// Whatever the values: with all bits of every one, and every channel.
  @Test
  void theWindowOfEveryShippedPackageHasRoomInAnAlarm() throws IOException {
    List<Input.Window> windows = shipped();
    assertTrue(windows.size() >= 4, windows.size() + " packages of series");
    for (Input.Window input : windows) {
      var random = new Random(11);
      var window = new SeriesWindow(input);
      var end = java.time.Instant.EPOCH.plus(input.period().multipliedBy(10_000));
      int rows = input.length() + (int) input.hold().dividedBy(input.period());
      List<SeenWindow.Column> columns = new ArrayList<>();
      for (int c = 0; c < input.channels().size(); c++) {
        var channel = input.channels().get(c);
        for (int row = 0; row < rows; row++) {
          double value = random.nextDouble(channel.validMin(), channel.validMax());
          window.add(c, end.minus(input.period().multipliedBy(row)), value, channel.unit());
        }
      }
      SeriesWindow.Rows seen = window.rows(end);
      for (int c = 0; c < input.channels().size(); c++) {
        var channel = input.channels().get(c);
        var point = new PointId("some-device", channel.id());
        columns.add(new SeenWindow.Column(point, channel.unit(), seen.own()[c]));
      }
      ModelEvidence.Window sent =
          AlarmMessages.window(new SeenWindow(end, input.period(), columns));
      assertTrue(sent.whole());
      assertEquals(rows * input.channels().size(), sent.readings().size());
    }
  }

  private static List<Input.Window> shipped() throws IOException {
    List<Input.Window> windows = new ArrayList<>();
    try (Stream<Path> all = Files.list(TestPackages.SHIPPED)) {
      for (Path folder : all.sorted().toList()) {
        Path card = folder.resolve("card.yaml");
        if (Files.exists(card)) {
          var good = assertInstanceOf(CardFile.Loaded.Good.class, CardFile.load(card));
          if (good.card().input() instanceof Input.Window window) {
            windows.add(window);
          }
        }
      }
    }
    return windows;
  }
}
