package org.fieldbeacon.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fieldbeacon.driver.FrameDecoder;
import org.junit.jupiter.params.provider.MethodSource;

/// What a coverage-guided fuzzer thinks of, beginning with the published frames. The first byte
/// says which codec, the second how many bytes come at a time; the rest is the file.
///
/// `JAZZER_FUZZ=1` in the environment looks for new inputs; without it the published frames and
/// what was found earlier (`EveryCodecFuzzTestInputs`) are tried once.
class EveryCodecFuzzTest {
  private static final int MAX_BYTES = 8192;

  /// Sentences that stand in no file of published frames.
  private static final List<String> SENTENCES =
      List.of(
          "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47",
          "$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A",
          "$GPVTG,054.7,T,034.4,M,005.5,N,010.2,K*48",
          "$GPGSA,A,3,04,05,,09,12,,,24,,,,,2.5,1.3,2.1*39",
          "$GPGSV,2,1,08,01,40,083,46,02,17,308,41,12,07,344,39,14,22,228,45*75",
          "$GPGLL,4916.45,N,12311.12,W,225444,A,*1D",
          "$GPZDA,201530.00,04,07,2002,00,00*60",
          "!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C");

  /// CAN frames as adapters and analysers write them.
  private static final List<String> CAN_LINES =
      List.of(
          "T0CF004008F0FFA1161CFFFFFF1A2B\rt1232AABB\rFA4",
          "(2018-02-08 12:00:00.123456)  can0  RX - -  0CF00400   [8]  F0 FF A1 16 1C FF FF FF",
          "     1)      1059.9  Rx     0CF00400  8  F0 FF A1 16 1C FF FF FF",
          "0.006000 1  0CF00400x       Rx   d 8 F0 FF A1 16 1C FF FF FF");

  static Stream<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (String sentence : SENTENCES) {
      byte[] head = {(byte) Codecs.ALL.indexOf(Codecs.decoder("nmea0183")), 9};
      seeds.add(Codecs.concat(head, (sentence + "\r\n").getBytes(StandardCharsets.US_ASCII)));
    }
    for (String line : CAN_LINES) {
      byte[] head = {(byte) Codecs.ALL.indexOf(Codecs.decoder("j1939")), 30};
      seeds.add(Codecs.concat(head, (line + "\n").getBytes(StandardCharsets.US_ASCII)));
    }
    for (Codecs.Published frame : Codecs.published()) {
      int index = Codecs.ALL.indexOf(Codecs.decoder(frame.protocol()));
      byte[] head = {(byte) index, (byte) seeds.size()};
      byte[] file = Codecs.concat(head, frame.file(frame.bytes()));
      if (file.length <= MAX_BYTES) {
        seeds.add(file);
      }
      if (!frame.isText()) {
        seeds.add(Codecs.concat(head, frame.bytes()));
      }
    }
    return seeds.stream();
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "45s", maxExecutions = 200_000)
  void whateverComesIsToldAndNeverThrown(byte[] input) {
    if (input == null || input.length < 2 || input.length > MAX_BYTES) {
      return;
    }
    FrameDecoder decoder = Codecs.ALL.get((input[0] & 0xFF) % Codecs.ALL.size());
    int piece = 1 + (input[1] & 0xFF);
    int told = Codecs.decode(decoder, new Trickle(input, 2, piece));
    if (told > input.length) {
      throw new AssertionError(
          decoder.protocol() + ": " + told + " frames told of " + input.length + " bytes");
    }
  }
}
