package org.fieldbeacon.drone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.ReportProtocol.Heard;
import org.junit.jupiter.api.Test;

class VehiclesTest {
  private static final Instant NOW = Instant.parse("2026-07-14T09:00:00Z");

  private long nanos;
  private final Vehicles vehicles = new Vehicles(() -> nanos);
  private final Object radio = new Object();
  private final Object lte = new Object();
  private final Heard overRadio = heard();
  private final Heard overLte = heard();

  @Test
  void aSystemKeepsItsConnectionWhileThatIsAlive() {
    assertEquals(Optional.empty(), vehicles.heardElsewhere(frame(), radio, overRadio));
    nanos = Duration.ofSeconds(9).toNanos();
    assertEquals(
        Optional.of(Duration.ofSeconds(9)), vehicles.heardElsewhere(frame(), lte, overLte));
    assertSame(overRadio, vehicles.route(1).orElseThrow().heard());
    nanos = Duration.ofSeconds(10).toNanos();
    assertEquals(Optional.empty(), vehicles.heardElsewhere(frame(), lte, overLte));
    assertSame(overLte, vehicles.route(1).orElseThrow().heard());
  }

  @Test
  void aConnectionThatEndedGivesItsSystemsFree() {
    assertEquals(Optional.empty(), vehicles.heardElsewhere(frame(), radio, overRadio));
    vehicles.ended(radio);
    assertEquals(Optional.empty(), vehicles.route(1));
    assertEquals(Optional.empty(), vehicles.heardElsewhere(frame(), lte, overLte));
  }

  /// What was recorded on the air and is played again.
  @Test
  void aSignedFrameIsNewOnce() {
    byte[] key = new byte[Signing.KEY_BYTES];
    var writer = new MavWriter(Optional.of(new Signing(key)), InstantSource.fixed(NOW));
    byte[] first = writer.heartbeat(2);
    byte[] second = writer.heartbeat(2);
    assertTrue(vehicles.isNew(MavFrame.read(first, 0, true)));
    assertFalse(vehicles.isNew(MavFrame.read(first, 0, true)));
    assertTrue(vehicles.isNew(MavFrame.read(second, 0, true)));
    assertFalse(vehicles.isNew(MavFrame.read(first, 0, true)));
  }

  /// Round trip through the decoder that the published frames keep.
  @Test
  void whatIsWrittenIsReadWithItsSignature() {
    var signing = Optional.of(new Signing(new byte[Signing.KEY_BYTES]));
    var writer = new MavWriter(signing, InstantSource.fixed(NOW));
    byte[] bytes = writer.command(2, 7, 1, 193, 1, 2);
    var found = new MavFraming(signing).find(bytes, 0, bytes.length, true);
    var whole = (MavFraming.Found.Whole) found;
    assertTrue(whole.frame().isSigned());
    var values = Message.of(76).orElseThrow().read(whole.frame().payload(), true);
    assertEquals("193", String.valueOf(values.get("command")));
    assertEquals("1.0", String.valueOf(values.get("param1")));
    assertEquals("2", String.valueOf(values.get("confirmation")));
    bytes[bytes.length - 1] ^= 1;
    assertTrue(
        new MavFraming(signing).find(bytes, 0, bytes.length, true)
            instanceof MavFraming.Found.Spoilt);
    byte[] old = new MavWriter(Optional.empty(), InstantSource.fixed(NOW)).heartbeat(1);
    assertTrue(
        new MavFraming(Optional.empty()).find(old, 0, old.length, true)
            instanceof MavFraming.Found.Whole);
  }

  private static MavFrame frame() {
    byte[] bytes =
        HexFormat.of()
            .parseHex("FE1CC801012140E201007EE9B514F0DAB9437056020050C3000000027AFF02000E6AB61F");
    return MavFrame.read(bytes, 0, true);
  }

  private static Heard heard() {
    return new Heard() {
      @Override
      public boolean report(String address, List<Reading> readings) {
        return true;
      }

      @Override
      public boolean isKnown(String address) {
        return true;
      }

      @Override
      public void answer(byte[] bytes) {}

      @Override
      public void bad(Bad bad) {}
    };
  }
}
