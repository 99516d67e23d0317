package org.fieldbeacon.machinery.nmea;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameLines;
import org.fieldbeacon.machinery.nmea.Sentence.Parsed;

/// `nmea0183`: sentences, one a line; a stamp or tag block ahead of one is passed over.
public final class NmeaDecoder implements FrameDecoder {
  @Override
  public String protocol() {
    return "nmea0183";
  }

  @Override
  public void decode(InputStream in, Consumer<DecodedFrame> told) throws IOException {
    var clock = new NmeaClock();
    FrameLines.forEach(
        in,
        line ->
            told.accept(
                switch (Sentence.parse(line)) {
                  case Parsed.Wrong(var bad) -> bad;
                  case Parsed.Whole(var sentence) -> Sentences.read(sentence, clock);
                }));
  }
}
