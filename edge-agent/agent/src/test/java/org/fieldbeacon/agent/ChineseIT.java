package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The console in Chinese has no English in it, whatever is amiss, models and packages included; a
/// refusal comes in the language that was asked for.
@Timeout(1_300)
class ChineseIT {
  private static final String LOST =
      """
      devices:
        - name: lost-gauge
          title: {zh: 失联水位计, en: Lost gauge}
          profile: radar-level-gauge
          link: nowhere
          address: {unit: 1}
          poll-interval: PT1S
      """;

  @TempDir Path folder;

  @Test
  void everyPageInChineseHasNoEnglishInItEvenWhenMuchIsAmiss() throws Exception {
    BrowserRun.needBrowser();
    int closed;
    try (var free = new ServerSocket(0)) {
      closed = free.getLocalPort();
    }
    try (var field = new FloodField()) {
      Path file = field.writeSite(folder, "uplink: {broker: \"tcp://127.0.0.1:" + closed + "\"}\n");
      Files.writeString(
          file,
          Files.readString(file)
              .replace(
                  "links:\n",
                  "links:\n  - {name: nowhere, type: tcp, host: 127.0.0.1, port: " + closed + "}\n")
              .replace("devices:\n", LOST)
              .replace("suspect: [0.3, 12]", "suspect: [0.3, 2]"));
      field.level(2.15);
      var camera = new SmokeField(folder);
      camera.addTo(file);
      try (var _ = camera.keepShowing();
          var console = new RunningConsole(file)) {
        BrowserRun.run("chinese.mjs", List.of(console.address, console.code()));
      }
    }
  }

  @Test
  void aRefusalComesInTheLanguageThatWasAskedFor() throws Exception {
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var user = new ConsoleUser(console)) {
      JsonObject english = user.in("en-GB,en;q=0.8,zh;q=0.2").get("/alarms/none");
      assertEquals("there is no rule none", english.getString("detail"));
      JsonObject chinese = user.in("zh-CN,zh;q=0.9,en;q=0.8").get("/alarms/none");
      assertEquals("没有:rule none".replace("rule ", "规则 "), chinese.getString("detail"));
      assertEquals("没有找到", chinese.getString("title"));
    }
  }
}
