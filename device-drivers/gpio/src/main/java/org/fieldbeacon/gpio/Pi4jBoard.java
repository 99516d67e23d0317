package org.fieldbeacon.gpio;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;
import com.pi4j.io.i2c.I2C;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalInputProvider;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalOutputProvider;
import com.pi4j.plugin.linuxfs.provider.i2c.LinuxFsI2CProvider;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// A board through Pi4J: gpiod for pins, since sysfs GPIO is gone on a Pi 5, linuxfs for I²C.
final class Pi4jBoard implements Board {
  private final Context pi4j;
  private final Map<String, I2cPort> ports = new HashMap<>();

  Pi4jBoard(Context pi4j) {
    this.pi4j = pi4j;
  }

  /// The real one.
  ///
  /// @throws IOException where Pi4J cannot work
  static Pi4jBoard open() throws IOException {
    return new Pi4jBoard(
        told(
            "Pi4J",
            () ->
                Pi4J.newContextBuilder()
                    .noAutoDetect()
                    .disableShutdownHook()
                    .add(
                        GpioDDigitalInputProvider.newInstance(),
                        GpioDDigitalOutputProvider.newInstance(),
                        LinuxFsI2CProvider.newInstance())
                    .build()));
  }

  @Override
  public Input input(int line, Pull pull, Edge onEdge) throws IOException {
    forget("in-" + line);
    DigitalInput input =
        told(
            "GPIO line " + line,
            () ->
                pi4j.create(
                    DigitalInput.newConfigBuilder(pi4j)
                        .id("in-" + line)
                        .address(line)
                        .debounce(0L)
                        .pull(
                            switch (pull) {
                              case NONE -> PullResistance.OFF;
                              case UP -> PullResistance.PULL_UP;
                              case DOWN -> PullResistance.PULL_DOWN;
                            })
                        .build()));
    input.addListener(e -> onEdge.became(e.state() == DigitalState.HIGH));
    return () -> told("GPIO line " + line, input::isHigh);
  }

  @Override
  public Output output(int line, boolean activeLow) throws IOException {
    forget("out-" + line);
    DigitalState off = activeLow ? DigitalState.HIGH : DigitalState.LOW;
    DigitalOutput output =
        told(
            "GPIO line " + line,
            () ->
                pi4j.create(
                    DigitalOutput.newConfigBuilder(pi4j)
                        .id("out-" + line)
                        .address(line)
                        .initial(off)
                        .shutdown(off)
                        .build()));
    return new Output() {
      @Override
      public void set(boolean on) throws IOException {
        told("GPIO line " + line, () -> output.setState(on != activeLow));
      }

      @Override
      public boolean isOn() {
        return output.state() != off;
      }
    };
  }

  @Override
  public I2cPort i2c(int bus, int device) throws IOException {
    String name = "I2C bus %d device 0x%02X".formatted(bus, device);
    I2cPort known = ports.get(name);
    if (known != null) {
      return known;
    }
    String id = "i2c-" + bus + "-" + device;
    I2C i2c =
        told(
            name,
            () -> pi4j.create(I2C.newConfigBuilder(pi4j).id(id).bus(bus).device(device).build()));
    var port = new Pi4jPort(i2c, name);
    ports.put(name, port);
    return port;
  }

  @Override
  public void close() {
    pi4j.shutdown();
  }

  /// One that could not be opened to its end stands in Pi4J's way.
  private void forget(String id) throws IOException {
    if (pi4j.registry().exists(id)) {
      told(id, () -> pi4j.shutdown(id));
    }
  }

  /// Pi4J and its natives say what is wrong by unchecked exceptions and link errors.
  private static <T> T told(String what, Supplier<T> work) throws IOException {
    try {
      return work.get();
    } catch (LinkageError e) {
      throw new IOException(what + ": no native part for this machine: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new IOException(what + ": " + deepest(e), e);
    }
  }

  private static String deepest(Throwable e) {
    Throwable deepest = e;
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      deepest = cause;
    }
    return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
  }

  private record Pi4jPort(I2C i2c, String name) implements I2cPort {
    @Override
    public void write(int... bytes) throws IOException {
      byte[] raw = new byte[bytes.length];
      for (int i = 0; i < raw.length; i++) {
        raw[i] = (byte) bytes[i];
      }
      int sent = told(name, () -> i2c.write(raw, 0, raw.length));
      if (sent < 0) {
        throw new IOException(name + ": got " + sent + " for a write, wanted " + raw.length);
      }
    }

    @Override
    public byte[] read(int length) throws IOException {
      byte[] bytes = new byte[length];
      return whole(bytes, told(name, () -> i2c.read(bytes, 0, length)));
    }

    @Override
    public byte[] readRegister(int register, int length) throws IOException {
      byte[] bytes = new byte[length];
      return whole(bytes, told(name, () -> i2c.readRegister(register, bytes, 0, length)));
    }

    private byte[] whole(byte[] bytes, int got) throws IOException {
      if (got != bytes.length) {
        throw new IOException(name + ": got " + got + " bytes, wanted " + bytes.length);
      }
      return bytes;
    }
  }
}
