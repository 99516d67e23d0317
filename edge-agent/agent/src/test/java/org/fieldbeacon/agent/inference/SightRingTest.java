package org.fieldbeacon.agent.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.fieldbeacon.agent.inference.SightRing.Seen;
import org.fieldbeacon.agent.model.Answer;
import org.junit.jupiter.api.Test;

/// The last pictures of a model.
class SightRingTest {
  private final SightRing ring = new SightRing();

  private void see(int pictures) {
    for (int i = 0; i < pictures; i++) {
      ring.add(
          id ->
              new Seen(
                  id,
                  Instant.EPOCH.plusSeconds(id),
                  new byte[] {(byte) id},
                  Sight.GOOD,
                  true,
                  new Answer.None("failed", ""),
                  List.of(),
                  "1.0.0",
                  "00"));
    }
  }

  @Test
  void twelveAreListedNewestFirst() {
    see(40);
    assertEquals(
        LongStream.iterate(40, id -> id - 1).limit(12).boxed().toList(),
        ring.listed().stream().map(Seen::id).toList());
  }

  /// A page asks for the pictures of a list that it read some seconds ago.
  @Test
  void whatWasListedCanStillBeHadFourPicturesLaterAndIsForgottenThen() {
    see(40);
    List<Seen> listed = ring.listed();
    see(4);
    for (Seen seen : listed) {
      assertEquals(Optional.of(seen), ring.find(seen.id()));
    }
    see(1);
    assertEquals(Optional.empty(), ring.find(listed.getLast().id()));
    assertEquals(Optional.empty(), ring.find(0));
    assertTrue(ring.find(45).isPresent());
  }
}
