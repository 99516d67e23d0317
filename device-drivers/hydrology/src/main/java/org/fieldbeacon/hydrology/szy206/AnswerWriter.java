package org.fieldbeacon.hydrology.szy206;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.HexFormat;
import org.fieldbeacon.hydrology.code.Crc8;
import org.fieldbeacon.hydrology.code.FieldTime;

/// Writes a centre's confirmation (SL/T 427-2021 tables 52 and B.101): the report's address,
/// function and count bits, one byte of work mode, and the centre's clock, which terminals set
/// theirs by. Pure.
final class AnswerWriter {
  private static final int LINK_TEST = 0x02;
  private static final int COMPATIBLE = 0x00;

  private AnswerWriter() {}

  /// @param shortLabel the terminal's own labels have neither month nor year
  static byte[] confirm(Szy206Frame report, Instant clock, boolean shortLabel) {
    var data = new ByteArrayOutputStream();
    data.write(report.attempt() << 4 | (report.part().isPresent() ? 0x40 : 0));
    report.part().ifPresent(data::write);
    data.writeBytes(HexFormat.of().parseHex(report.address()));
    data.write(report.function());
    report.userFunction().ifPresent(data::write);
    if (report.function() == LINK_TEST) {
      data.write(report.data().length > 0 ? report.data()[0] : COMPATIBLE);
    } else {
      data.write(COMPATIBLE);
      data.writeBytes(label(clock, shortLabel));
    }
    byte[] user = data.toByteArray();
    var frame = new ByteArrayOutputStream();
    frame.writeBytes(new byte[] {0x68, (byte) user.length, 0x68});
    frame.writeBytes(user);
    frame.write(Crc8.of(user, 0, user.length));
    frame.write(0x16);
    return frame.toByteArray();
  }

  /// Table 10: second, minute, hour, day, month, year, and 0: do not check the delay.
  private static byte[] label(Instant clock, boolean shortLabel) {
    byte[] digits = HexFormat.of().parseHex(FieldTime.digits(clock));
    byte[] label = new byte[shortLabel ? TimeLabel.SHORT : TimeLabel.LONG];
    for (int i = 0; i < label.length - 1; i++) {
      label[i] = digits[digits.length - 1 - i];
    }
    return label;
  }
}
