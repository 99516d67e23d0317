package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DraftRecordTest {
  private static final String BEFORE =
      """
      rules:
        - {id: river-high, warning: 1.8}
      uplink:
        broker: tcp://map:1883
        token: heavy-river-42
      """;

  @TempDir Path folder;

  private DraftRecord.Entry of(String after) {
    return DraftRecord.of(BEFORE, after, Redactor.of(folder, List.of(BEFORE, after), List.of()));
  }

  @Test
  void theRecordSaysWhichPlaceAndWhatStoodAndStandsThere() {
    DraftRecord.Entry entry = of(BEFORE.replace("1.8", "1.95"));
    assertEquals("rules.river-high.warning", entry.paths());
    assertEquals("rules.river-high.warning: 1.8", entry.before());
    assertEquals("rules.river-high.warning: 1.95", entry.after());
  }

  @Test
  void theRecordOfASecretSaysThatItIsAnotherAndNotWhich() {
    DraftRecord.Entry entry = of(BEFORE.replace("heavy-river-42", "light-rain-7"));
    assertEquals("uplink.token", entry.paths());
    assertFalse(entry.before().contains("heavy-river"), entry.before());
    assertFalse(entry.after().contains("light-rain"), entry.after());
  }

  @Test
  void aTextThatIsNoYamlIsKeptAsAWholeWithoutSecrets() {
    DraftRecord.Entry entry = of(BEFORE + "this: is: none");
    assertEquals("site.yaml", entry.paths());
    assertFalse(entry.after().contains("heavy-river"), entry.after());
  }
}
