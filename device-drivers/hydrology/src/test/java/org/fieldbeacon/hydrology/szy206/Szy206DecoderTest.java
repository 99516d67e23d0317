package org.fieldbeacon.hydrology.szy206;

import java.util.HexFormat;
import java.util.List;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameDecoderContract;
import org.fieldbeacon.hydrology.Vectors;

class Szy206DecoderTest extends FrameDecoderContract {
  @Override
  protected FrameDecoder decoder() {
    return new Szy206Decoder();
  }

  @Override
  protected List<byte[]> frames() {
    return Vectors.rows("szy206.jsonl").stream()
        .map(r -> HexFormat.of().parseHex(r.get("hex").asString()))
        .toList();
  }
}
