package org.fieldbeacon.gpio;

import java.io.IOException;

/// The board's pins and buses. One thread opens and reads; edges come on another.
interface Board extends AutoCloseable {
  /// @param line number on the GPIO chip: BCM number on a Raspberry Pi
  /// @param onEdge told the level after each edge: true is high
  Input input(int line, Pull pull, Edge onEdge) throws IOException;

  /// Off when it is opened and when the board is closed.
  ///
  /// @param activeLow whether off is high
  Output output(int line, boolean activeLow) throws IOException;

  /// @param device 7-bit address, 0x08..0x77
  I2cPort i2c(int bus, int device) throws IOException;

  /// @param mode clock polarity and phase, 0..3
  SpiPort spi(int bus, int chipSelect, int mode, int hertz) throws IOException;

  /// At nothing when it is opened and when the board is closed.
  ///
  /// @param activeLow whether nothing is a line that is always high
  PwmPort pwm(int channel, int hertz, boolean activeLow) throws IOException;

  @Override
  void close();

  /// What holds an open contact's line.
  enum Pull {
    NONE,
    UP,
    DOWN
  }

  /// Takes levels.
  @FunctionalInterface
  interface Edge {
    void became(boolean high);
  }

  /// An open input.
  interface Input {
    boolean isHigh() throws IOException;
  }

  /// An open output.
  interface Output {
    void set(boolean on) throws IOException;

    boolean isOn();
  }

  /// A device on an I²C bus.
  interface I2cPort {
    void write(int... bytes) throws IOException;

    /// Reads without naming a register.
    byte[] read(int length) throws IOException;

    byte[] readRegister(int register, int length) throws IOException;
  }

  /// A device on an SPI bus.
  interface SpiPort {
    /// Sends these while as many come back.
    byte[] transfer(int... bytes) throws IOException;
  }

  /// A line that is high for a part of the time.
  interface PwmPort {
    /// @param percent 0..100
    void set(int percent) throws IOException;

    int percent();
  }
}
