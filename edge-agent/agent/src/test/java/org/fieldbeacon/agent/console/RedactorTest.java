package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedactorTest {
  @TempDir Path folder;

  private Redactor of(String site, String... more) {
    return Redactor.of(folder, List.of(site), List.of(more));
  }

  @Test
  void whatIsKnownGoesInEveryForm() throws Exception {
    Files.writeString(folder.resolve("door.txt"), "Öffne \"dich\"\n");
    Redactor redactor = of("uplink: {password-file: door.txt}\n", "ABCD-EFGH");
    for (String text :
        List.of(
            "got Öffne \"dich\" here",
            "{\"x\":\"Öffne \\\"dich\\\"\"}",
            "q=%C3%96ffne+%22dich%22",
            "w5ZmZm5lICJkaWNoIg==",
            "code ABCD-EFGH")) {
      String clean = redactor.clean(text);
      assertFalse(
          clean.contains("dich") || clean.contains("ABCD") || clean.contains("w5Zm"), clean);
    }
  }

  @Test
  void whatLooksLikeASecretGoesAndTheRestStays() {
    Redactor redactor = of("links: []\n");
    assertEquals("password=\"***\" next", redactor.clean("password=a next"));
    assertEquals("{user: x, app-key: \"***\"}", redactor.clean("{user: x, app-key: 00FF}"));
    assertEquals("\"token\": \"***\",", redactor.clean("\"token\": \"a\\\"b c\","));
    assertEquals("password-file: secrets/p1", redactor.clean("password-file: secrets/p1"));
    assertEquals("rtsp://u:***@h/1", redactor.clean("rtsp://u:p@h/1"));
    assertEquals("Authorization: Basic ***", redactor.clean("Authorization: Basic dXNlcjpwYXNz"));
    assertEquals(
        "a *** b",
        redactor.clean("a -----BEGIN PRIVATE KEY-----\nMIG\n-----END PRIVATE KEY----- b"));
    String plain = "alarm=gw-1.river-high.3 raised level=ORANGE key=value tokens 5";
    assertEquals(plain, redactor.clean(plain));
  }

  @Test
  void aTellingKeysValueGoesWhereverElseItStands() {
    Redactor redactor = of("links:\n  - {name: a, settings: {join-secret: alpha-beta}}\n");
    assertEquals("joined with ***", redactor.clean("joined with alpha-beta"));
  }
}
