package org.fieldbeacon.driver;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A serial line. Blocking reads are cut into slices of a second at most (jSerialComm truncates
/// longer ones on ARM, issue 466), so a native call never holds its thread for long.
final class SerialLink implements Link {
  private static final int SLICE_MS = 1000;

  private final LinkConfig.Serial config;
  private volatile @Nullable SerialPort port;

  SerialLink(LinkConfig.Serial config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "serial %s %d %d%s%d"
        .formatted(
            config.device(),
            config.baud(),
            config.dataBits(),
            config.parity().name().charAt(0),
            config.stopBits());
  }

  @Override
  public boolean isOpen() {
    return port != null;
  }

  @Override
  public void open() throws IOException {
    if (port != null) {
      return;
    }
    SerialPort fresh;
    try {
      fresh = SerialPort.getCommPort(config.device());
    } catch (SerialPortInvalidPortException e) {
      throw new IOException(name() + ": no such port", e);
    }
    fresh.setComPortParameters(
        config.baud(), config.dataBits(), stopBits(config.stopBits()), parity(config.parity()));
    if (!fresh.openPort()) {
      throw new IOException(
          name()
              + ": cannot open, error "
              + fresh.getLastErrorCode()
              + " (in use, or no permission)");
    }
    port = fresh;
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration timeout) throws IOException {
    long left = Math.max(1, timeout.toMillis());
    while (left > 0) {
      SerialPort open = opened();
      int slice = (int) Math.min(left, SLICE_MS);
      open.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, slice, 0);
      int got = open.readBytes(into, length, offset);
      if (got != 0) {
        return got;
      }
      left -= slice;
    }
    return 0;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int sent = opened().writeBytes(bytes, length, offset);
    if (sent != length) {
      throw new IOException(name() + ": got " + sent + " bytes written, wanted " + length);
    }
  }

  @Override
  public void discardInput() throws IOException {
    SerialPort open = opened();
    if (!open.flushIOBuffers()) {
      throw new IOException(name() + ": cannot discard input");
    }
  }

  @Override
  public void sendBreak(Duration length) throws IOException {
    SerialPort open = opened();
    if (!open.setBreak()) {
      throw new IOException(name() + ": cannot send a break");
    }
    LockSupport.parkNanos(length.toNanos());
    if (!open.clearBreak()) {
      throw new IOException(name() + ": cannot end a break");
    }
  }

  @Override
  public void close() {
    SerialPort open = port;
    port = null;
    if (open != null) {
      open.closePort();
    }
  }

  private SerialPort opened() throws IOException {
    SerialPort open = port;
    if (open == null) {
      throw new IOException(name() + ": not open");
    }
    return open;
  }

  private static int stopBits(int bits) {
    return bits == 2 ? SerialPort.TWO_STOP_BITS : SerialPort.ONE_STOP_BIT;
  }

  private static int parity(LinkConfig.Serial.Parity parity) {
    return switch (parity) {
      case NONE -> SerialPort.NO_PARITY;
      case EVEN -> SerialPort.EVEN_PARITY;
      case ODD -> SerialPort.ODD_PARITY;
    };
  }
}
