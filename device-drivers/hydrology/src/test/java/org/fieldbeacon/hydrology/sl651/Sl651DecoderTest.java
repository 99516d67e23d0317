package org.fieldbeacon.hydrology.sl651;

import java.util.HexFormat;
import java.util.List;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameDecoderContract;
import org.fieldbeacon.hydrology.Vectors;

class Sl651DecoderTest extends FrameDecoderContract {
  @Override
  protected FrameDecoder decoder() {
    return new Sl651Decoder();
  }

  @Override
  protected List<byte[]> frames() {
    return Vectors.rows("sl651.jsonl").stream()
        .filter(r -> !r.get("kind").asString().contains("invalid"))
        .filter(r -> !r.get("decoded").has("frames"))
        .map(r -> HexFormat.of().parseHex(r.get("hex").asString()))
        .toList();
  }
}
