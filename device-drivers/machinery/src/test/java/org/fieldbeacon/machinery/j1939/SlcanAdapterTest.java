package org.fieldbeacon.machinery.j1939;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.ReportProtocol.Heard;
import org.fieldbeacon.driver.ReportProtocol.Session;
import org.junit.jupiter.api.Test;

/// The talk with an adapter, whose side is played here.
class SlcanAdapterTest {
  private static final String FRAME = "T0CF004008207D87481400F087\r";
  private static final String OPENING = "\r\r\rC\rS5\rL\r";

  private final List<String> frames = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final List<Bad> bad = new ArrayList<>();
  private final Heard heard =
      new Heard() {
        @Override
        public boolean report(String address, List<Reading> readings) {
          return true;
        }

        @Override
        public boolean isKnown(String address) {
          return true;
        }

        @Override
        public void answer(byte[] bytes) {
          said.add(new String(bytes, StandardCharsets.US_ASCII));
        }

        @Override
        public void bad(Bad told) {
          bad.add(told);
        }
      };
  private final Session session =
      new SlcanAdapter(5, true).session((frame, _) -> frames.add(frame.id()));

  @Test
  void theChannelIsOpenedToListenAndFramesAreHeard() {
    session.opened(heard);
    assertEquals(List.of(OPENING), said);
    hear("\u0007\u0007\u0007\u0007\r\r" + FRAME + FRAME);
    session.quiet(heard);
    assertEquals(List.of("0CF00400", "0CF00400"), frames);
    assertEquals(List.of(), bad);
  }

  @Test
  void acknowledgingIsForTheSiteToAllow() {
    Session other = new SlcanAdapter(6, false).session((_, _) -> {});
    other.opened(heard);
    assertEquals(List.of("\r\r\rC\rS6\rO\r"), said);
  }

  @Test
  void everyCutOfAFrameWaitsForTheRest() {
    for (int cut = 1; cut < FRAME.length(); cut++) {
      frames.clear();
      byte[] bytes = FRAME.getBytes(StandardCharsets.US_ASCII);
      assertEquals(0, session.next(bytes, 0, cut, false, heard));
      assertEquals(bytes.length, session.next(bytes, 0, bytes.length, false, heard));
      assertEquals(List.of("0CF00400"), frames);
    }
  }

  @Test
  void whatNeverEndsIsTold() {
    byte[] bytes = "T0CF".getBytes(StandardCharsets.US_ASCII);
    assertEquals(bytes.length, session.next(bytes, 0, bytes.length, true, heard));
    assertEquals(List.of(new Bad("slcan", 4, "\"T0CF\"", "CR")), bad);
  }

  @Test
  void aRefusalIsToldWithWhatToDo() {
    session.opened(heard);
    hear("\r\u0007");
    session.quiet(heard);
    assertEquals("BEL to S5 and L", bad.getFirst().got());
    assertTrue(bad.getFirst().wanted().contains("listen-only: false"));
  }

  @Test
  void anAdapterThatDoesNotAnswerIsToldOnceAndOpenedAgain() {
    session.opened(heard);
    for (int i = 0; i < 10; i++) {
      session.quiet(heard);
    }
    assertEquals(1, bad.size());
    assertEquals("no answer to S5 and L", bad.getFirst().got());
    assertEquals(List.of(OPENING, OPENING), said);
  }

  /// Switched off and on behind a serial server, the line stays and the channel is closed.
  @Test
  void anAdapterThatLostItsPowerIsOpenedAgain() {
    session.opened(heard);
    hear("\r\r" + FRAME);
    for (int i = 0; i < 10; i++) {
      session.quiet(heard);
    }
    assertEquals(List.of(OPENING, "F\r"), said);
    hear("\u0007");
    session.quiet(heard);
    assertEquals(List.of(OPENING, "F\r", OPENING), said);
  }

  @Test
  void aSilentBusIsLeftAlone() {
    session.opened(heard);
    hear("\r\r");
    for (int i = 0; i < 100; i++) {
      session.quiet(heard);
      hear(said.getLast().equals("F\r") ? "F00\r" : "");
    }
    assertEquals(List.of(), bad);
    assertEquals(10, said.stream().filter("F\r"::equals).count());
    assertEquals(1, said.stream().filter(OPENING::equals).count());
  }

  @Test
  void aBusInTroubleIsToldWhenItChanges() {
    hear("FA4\rFA4\rF00\r");
    assertEquals(
        List.of(
            new Bad(
                "slcan adapter status", 1, "A4: error warning, error passive, bus error", "00")),
        bad);
  }

  @Test
  void aBitRateThatAdaptersDoNotHaveIsNamed() {
    assertEquals(5, SlcanAdapter.speed(250_000));
    assertThrows(Attributes.InvalidAttribute.class, () -> SlcanAdapter.speed(300_000));
  }

  @Test
  void aFrameRightBehindNoiseOrBehindOneThatWasCutOffIsHeard() {
    hear("\u0001\u00ffxyT" + FRAME + "T0CF00400820" + FRAME);
    assertEquals(List.of("0CF00400", "0CF00400"), frames);
    assertEquals(2, bad.size());
  }

  /// Whatever an adapter or its line makes up: it goes on, and the next frame is heard.
  @Test
  void noiseIsToldAndNeverThrown() {
    var random = new Random(20260714);
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = new byte[1 + random.nextInt(80)];
      for (int i = 0; i < bytes.length; i++) {
        boolean isLikely = random.nextInt(4) > 0;
        bytes[i] =
            (byte)
                (isLikely
                    ? "TtRrFzZ0123456789ABCDEFabcdef\r\r\u0007\n".charAt(random.nextInt(33))
                    : random.nextInt(256));
      }
      for (int at = 0; at < bytes.length; ) {
        int next = session.next(bytes, at, bytes.length, true, heard);
        assertTrue(next > at && next <= bytes.length, "stands still at " + at);
        at = next;
      }
      session.quiet(heard);
      frames.clear();
      hear("\r" + FRAME);
      assertEquals(List.of("0CF00400"), frames);
    }
    for (Bad each : bad) {
      assertTrue(!each.got().isBlank() && each.got().length() < 200 && each.offset() >= 0);
    }
  }

  private void hear(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int at = 0; at < bytes.length; ) {
      at = session.next(bytes, at, bytes.length, false, heard);
    }
  }
}
