package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.LineTap.Piece;
import org.junit.jupiter.api.Test;

/// What a person sees of a line: everything but what opens a station to others.
class ConcealedPiecesTest {
  private static final Instant AT = Instant.parse("2026-07-14T09:00:00Z");
  private static final HexFormat SPACED = HexFormat.ofDelimiter(" ").withUpperCase();

  private static PieceView view(String protocol) {
    Optional<FrameDecoder> decoder =
        FrameDecoder.all().filter(d -> d.protocol().equals(protocol)).findFirst();
    assertTrue(decoder.isPresent(), protocol);
    return new PieceView("station", decoder, Attributes.NONE);
  }

  private static List<Piece> pieces(boolean isSent, byte[]... all) {
    List<Piece> pieces = new ArrayList<>();
    for (byte[] bytes : all) {
      pieces.add(new Piece(pieces.size() + 1L, AT, isSent, "10.0.0.9:4000", bytes, ""));
    }
    return pieces;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void assertNotIn(String shown, String secret) {
    assertFalse(shown.contains(secret), shown);
    String hex = SPACED.formatHex(text(secret));
    assertFalse(shown.contains(hex), shown);
    assertFalse(shown.contains(hex.replace(" ", "")), shown);
  }

  /// A slow line gives bytes one by one: no piece alone tells that it is in a password.
  @Test
  void aPasswordThatComesByteByByteIsConcealed() {
    String packet = "##0085QN=1;ST=32;CN=1012;PW=s3cr3t;MN=41010500000001;Flag=5;CP=&&&&1C80\r\n";
    byte[][] bytes = new byte[packet.length()][];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = text(packet.substring(i, i + 1));
    }
    var shown = view("hj212").of(pieces(true, bytes), 0);
    var together = new StringBuilder();
    for (int i = 0; i < shown.size(); i++) {
      together.append(shown.getJsonObject(i).getString("text", "."));
    }
    assertTrue(together.toString().contains("PW=******;MN=4101"), together.toString());
  }

  @Test
  void aPasswordThatBeganInAPieceSeenBeforeIsConcealed() {
    var pieces = pieces(true, text("##0085QN=1;ST=32;CN=1012;PW=s3"), text("cr3t;MN=1;Flag=5;"));
    var shown = view("hj212").of(pieces, 2);
    assertEquals(1, shown.size());
    assertEquals("****;MN=1;Flag=5;", shown.getJsonObject(0).getString("text"));
  }

  @Test
  void whatIsDecodedTellsNoPasswordEither() {
    String segment =
        "QN=20260714170000000;ST=32;CN=1072;PW=s3cr3t;MN=41010500000001;Flag=5;CP=&&NewPW=n3wsec&&";
    String shown = view("hj212").of(pieces(true, text(segment)), 0).encode();
    assertTrue(shown.contains("41010500000001"), shown);
    assertNotIn(shown, "s3cr3t");
    assertNotIn(shown, "n3wsec");
    String spoilt =
        view("hj212").of(pieces(true, text(segment.replace(";CP=", ";PC="))), 0).encode();
    assertTrue(spoilt.contains("bad"), spoilt);
    assertNotIn(spoilt, "s3cr3t");
  }

  @Test
  void aTerminalsAuthenticationCodeIsNeitherInBytesNorInFields() {
    for (String frame :
        List.of(
            "7E010200091234567820130001393837363534333231017E",
            // The same with a wrong check value.
            "7E010200091234567820130001393837363534333231FF7E",
            // Too short for the edition that it claims.
            "7E01024009010000000001380013800000013938373635343332310E7E")) {
      String shown = view("jt808").of(pieces(false, HexFormat.of().parseHex(frame)), 0).encode();
      assertTrue(shown.contains("01 02"), shown);
      assertNotIn(shown, "987654321");
    }
  }

  @Test
  void aTerminalsPasswordIsNeitherInBytesNorInFields() {
    byte[] frame =
        HexFormat.of()
            .parseHex("681068" + "30" + "4101050100" + "11" + "A1B2" + "00300814072600" + "0016");
    String shown = view("szy206").of(pieces(true, frame), 0).encode();
    assertTrue(shown.contains("41 01 05"), shown);
    assertFalse(shown.contains("A1 B2") || shown.contains("A1B2"), shown);
  }
}
