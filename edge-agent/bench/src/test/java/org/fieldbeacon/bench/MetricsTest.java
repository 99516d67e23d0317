package org.fieldbeacon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MetricsTest {
  @Test
  void sumsUpWhatDiffersByLabelOnly() {
    Metrics metrics =
        Metrics.parse(
            """
            # HELP missed polls
            # TYPE missed counter
            missed{link="a b"} 2.0
            missed{link="c"} 3.0
            depth 7.5E1
            """);
    assertEquals(5, metrics.of("missed"));
    assertEquals(75, metrics.of("depth"));
    assertEquals(0, metrics.of("nothing"));
  }
}
