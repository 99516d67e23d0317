package org.fieldbeacon.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The wire stands still: gateways in the field are older than the map. A change here is a new
/// version of the contract, not a new golden file. Binary messages are kept as hex.
class GoldenTest {
  record Golden(String file, byte[] encoded, UnaryOperator<byte[]> again) {
    @Override
    public String toString() {
      return file;
    }
  }

  static Stream<Golden> everyMessage() {
    return Stream.of(
        new Golden(
            "alarm.json", Wire.encode(Samples.alarm()), b -> Wire.encode(Wire.decodeAlarm(b))),
        new Golden(
            "alarm-model.json",
            Wire.encode(Samples.alarmOfModel()),
            b -> Wire.encode(Wire.decodeAlarm(b))),
        new Golden(
            "alarm-window.json",
            Wire.encode(Samples.alarmOfSeries()),
            b -> Wire.encode(Wire.decodeAlarm(b))),
        new Golden("site.json", Wire.encode(Samples.site()), b -> Wire.encode(Wire.decodeSite(b))),
        new Golden(
            "status.json", Wire.encode(Samples.status()), b -> Wire.encode(Wire.decodeStatus(b))),
        new Golden(
            "status-models.json",
            Wire.encode(Samples.statusOfModels()),
            b -> Wire.encode(Wire.decodeStatus(b))),
        new Golden(
            "promote-model.json",
            Wire.encode(Samples.promote()),
            b -> Wire.encode(Wire.decodeCommand(b))),
        new Golden(
            "roll-back-model.json",
            Wire.encode(Samples.rollBack()),
            b -> Wire.encode(Wire.decodeCommand(b))),
        new Golden(
            "receipt.json",
            Wire.encode(Samples.receipt()),
            b -> Wire.encode(Wire.decodeReceipt(b))),
        new Golden(
            "acknowledge-alarm.json",
            Wire.encode(Samples.acknowledge()),
            b -> Wire.encode(Wire.decodeCommand(b))),
        new Golden(
            "shelve-alarm.json",
            Wire.encode(Samples.shelve()),
            b -> Wire.encode(Wire.decodeCommand(b))),
        new Golden(
            "command-result.json",
            Wire.encode(Samples.result()),
            b -> Wire.encode(Wire.decodeCommandResult(b))),
        new Golden(
            "envelope.cbor.hex",
            Wire.encode(Samples.envelope()),
            b -> Wire.encode(Wire.decodeEnvelope(b))),
        new Golden(
            "superseded.cbor.hex",
            Wire.encode(Samples.superseded()),
            b -> Wire.encode(Wire.decodeEnvelope(b))));
  }

  /// Another zlib may deflate otherwise, so a batch is held by its plain CBOR and by being read.
  @Test
  void aBatchOfObservationsIsWhatItWas() throws IOException {
    byte[] kept = kept("observations.hex");
    assertTrue(Samples.same(Samples.observations(), Wire.decodeObservations(kept)));
    assertEquals(
        HexFormat.of().formatHex(Squeeze.inflate("kept", (byte) 1, kept)),
        HexFormat.of()
            .formatHex(Squeeze.inflate("now", (byte) 1, Wire.encode(Samples.observations()))));
  }

  @ParameterizedTest
  @MethodSource("everyMessage")
  void octetsAreWhatTheyWere(Golden golden) throws IOException {
    byte[] kept = kept(golden.file);
    assertEquals(text(golden.file, kept), text(golden.file, golden.encoded), golden.file);
    assertArrayEquals(kept, golden.again.apply(kept), "read and written again");
  }

  static byte[] kept(String file) throws IOException {
    try (InputStream in = GoldenTest.class.getResourceAsStream("/golden/" + file)) {
      assertTrue(in != null, "golden/" + file + " is missing");
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      return file.endsWith(".hex")
          ? HexFormat.of().parseHex(text.replaceAll("\\s", ""))
          : text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private static String text(String file, byte[] octets) {
    return file.endsWith(".hex")
        ? HexFormat.of().formatHex(octets)
        : new String(octets, StandardCharsets.UTF_8);
  }
}
