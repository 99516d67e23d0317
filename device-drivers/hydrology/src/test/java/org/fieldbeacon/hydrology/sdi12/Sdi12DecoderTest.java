package org.fieldbeacon.hydrology.sdi12;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameDecoderContract;
import org.fieldbeacon.hydrology.Vectors;

class Sdi12DecoderTest extends FrameDecoderContract {
  @Override
  protected FrameDecoder decoder() {
    return new Sdi12Decoder();
  }

  @Override
  protected List<byte[]> frames() {
    return Vectors.rows("sdi12.jsonl").stream()
        .filter(r -> r.has("ascii") && !r.get("kind").asString().contains("invalid"))
        .map(r -> r.get("ascii").asString().strip().getBytes(StandardCharsets.US_ASCII))
        .toList();
  }

  @Override
  protected byte[] file(byte[] frame) {
    return (new String(frame, StandardCharsets.ISO_8859_1) + "\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Most answers bear none, and one that does is a right one without it.
  @Override
  protected boolean hasCheckValue() {
    return false;
  }
}
