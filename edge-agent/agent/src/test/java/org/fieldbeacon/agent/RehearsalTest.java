package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The first alarm in earnest must not be the first one ever.
class RehearsalTest {
  private static final Path SITES = Path.of("../../firmware-configs/sites");

  static Stream<Path> sites() throws IOException {
    try (Stream<Path> folders = Files.list(SITES)) {
      return folders.map(f -> f.resolve("site.yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("sites")
  void makesTheMessagesOfAnAlarmOfEverySiteThatHasRules(Path file) throws IOException {
    SiteConfig site =
        assertInstanceOf(SiteFile.Loaded.Good.class, SiteFile.load(file), file.toString()).config();
    int messages = Rehearsal.hold(site, Instant.parse("2026-07-01T00:00:00Z"));
    if (site.rules().isEmpty()) {
      assertEquals(0, messages);
    } else {
      assertTrue(messages >= 3, file + ": got " + messages + " messages, wanted 3 or more");
    }
  }
}
