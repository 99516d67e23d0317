package org.fieldbeacon.gpio;

import java.io.IOException;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.fieldbeacon.driver.LineTap;

/// A board as one device uses it, whose registers, levels and edges are told to a [LineTap].
///
/// @param device whose pins and buses these are
record TappedBoard(Board board, LineTap tap, String device) implements Board {
  private static final HexFormat SPACED = HexFormat.ofDelimiter(" ").withUpperCase();

  @Override
  public Input input(int line, Pull pull, Edge onEdge) throws IOException {
    String where = "line " + line;
    Input input =
        board.input(
            line,
            pull,
            high -> {
              tap.note(device, false, where, () -> "edge, now " + level(high));
              onEdge.became(high);
            });
    return () -> {
      boolean high = input.isHigh();
      tap.note(device, false, where, () -> "is " + level(high));
      return high;
    };
  }

  @Override
  public Output output(int line, boolean activeLow) throws IOException {
    Output output = board.output(line, activeLow);
    String where = "line " + line;
    return new Output() {
      @Override
      public void set(boolean on) throws IOException {
        tap.note(device, true, where, () -> "set " + (on ? "on" : "off"));
        output.set(on);
      }

      @Override
      public boolean isOn() {
        boolean on = output.isOn();
        tap.note(device, false, where, () -> "is " + (on ? "on" : "off"));
        return on;
      }
    };
  }

  @Override
  public I2cPort i2c(int bus, int address) throws IOException {
    I2cPort port = board.i2c(bus, address);
    String where = "i2c-" + bus + " 0x%02X".formatted(address);
    return new I2cPort() {
      @Override
      public void write(int... bytes) throws IOException {
        tap.note(device, true, where, () -> "write " + hex(bytes));
        try {
          port.write(bytes);
        } catch (IOException e) {
          noteSilence(where, e);
          throw e;
        }
      }

      @Override
      public byte[] read(int length) throws IOException {
        return told(where, () -> "read", () -> port.read(length));
      }

      @Override
      public byte[] readRegister(int register, int length) throws IOException {
        return told(
            where,
            () -> "register 0x%02X:".formatted(register),
            () -> port.readRegister(register, length));
      }
    };
  }

  @Override
  public SpiPort spi(int bus, int chipSelect, int mode, int hertz) throws IOException {
    SpiPort port = board.spi(bus, chipSelect, mode, hertz);
    String where = "spi" + bus + "." + chipSelect;
    return bytes -> {
      tap.note(device, true, where, () -> "shift out " + hex(bytes));
      return told(where, () -> "shifted in", () -> port.transfer(bytes));
    };
  }

  @Override
  public PwmPort pwm(int channel, int hertz, boolean activeLow) throws IOException {
    PwmPort port = board.pwm(channel, hertz, activeLow);
    String where = "pwm " + channel;
    return new PwmPort() {
      @Override
      public void set(int percent) throws IOException {
        tap.note(device, true, where, () -> "set " + percent + " %");
        port.set(percent);
      }

      @Override
      public int percent() {
        return port.percent();
      }
    };
  }

  @Override
  public void close() {
    board.close();
  }

  private interface Asking {
    byte[] ask() throws IOException;
  }

  /// What a chip answers is told, and that it does not answer too.
  private byte[] told(String where, Supplier<String> what, Asking asking) throws IOException {
    try {
      byte[] got = asking.ask();
      tap.note(device, false, where, () -> what.get() + " " + hex(got));
      return got;
    } catch (IOException e) {
      noteSilence(where, e);
      throw e;
    }
  }

  private void noteSilence(String where, IOException e) {
    tap.note(device, false, where, () -> "no answer: " + e.getMessage());
  }

  private static String level(boolean high) {
    return high ? "high" : "low";
  }

  private static String hex(byte[] bytes) {
    return SPACED.formatHex(bytes);
  }

  private static String hex(int... bytes) {
    byte[] low = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      low[i] = (byte) bytes[i];
    }
    return SPACED.formatHex(low);
  }
}
