package org.fieldbeacon.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// MQTT 5.0 §4.7, its own examples.
class TopicFilterTest {
  @ParameterizedTest
  @CsvSource({
    "sport/tennis/player1/#, sport/tennis/player1, true",
    "sport/tennis/player1/#, sport/tennis/player1/score/wimbledon, true",
    "sport/tennis/+, sport/tennis/player1, true",
    "sport/tennis/+, sport/tennis/player1/ranking, false",
    "sport/+, sport, false",
    "sport/+, sport/, true",
    "+/+, /finance, true",
    "/+, /finance, true",
    "+, /finance, false",
    "#, $SYS/broker, false",
    "+/monitor, $SYS/monitor, false",
    "$SYS/#, $SYS/broker, true",
    "$share/map/a/+, a/b, true",
    "$share/map/a/+, a, false",
    "a/b, a/B, false",
  })
  void matchesAsTheStandardSays(String filter, String topic, boolean matches) {
    assertEquals(matches, new TopicFilter(filter).matches(topic));
  }
}
