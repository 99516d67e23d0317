package org.fieldbeacon.machinery.j1939;

import java.util.Set;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.ReportProtocol;
import org.fieldbeacon.driver.ReportingDriverFactory;

/// Makes J1939 drivers: of a bus of the kernel, of lines of `candump`, or of an adapter that speaks
/// slcan (link word `framing`, with `bitrate` and `listen-only`).
public final class J1939DriverFactory extends ReportingDriverFactory {
  private static final String FRAMING = "framing";
  private static final String BIT_RATE = "bitrate";
  private static final String LISTEN_ONLY = "listen-only";
  private static final int J1939_BIT_RATE = 250_000;

  /// How frames are written on the line.
  private enum Framing {
    CANDUMP,
    SLCAN
  }

  public J1939DriverFactory() {
    super(J1939Protocol::new);
  }

  @Override
  public boolean takes(LinkConfig link) {
    return link instanceof LinkConfig.Can || super.takes(link);
  }

  @Override
  protected Set<String> linkWords() {
    return Set.of(FRAMING, BIT_RATE, LISTEN_ONLY);
  }

  @Override
  protected ReportProtocol protocol(LinkConfig link) {
    Attributes words = link.settings();
    Framing framing = words.oneOf(FRAMING, Framing.class, Framing.CANDUMP);
    int bitRate = words.integer(BIT_RATE, 1, SlcanAdapter.FASTEST, J1939_BIT_RATE);
    boolean isListener = words.flag(LISTEN_ONLY, true);
    if (framing == Framing.CANDUMP) {
      return new J1939Protocol();
    }
    // A recording of an adapter answers nothing, but is read all the same.
    int speed = SlcanAdapter.speed(bitRate);
    return new J1939Protocol(() -> new SlcanAdapter(speed, isListener));
  }
}
