package org.fieldbeacon.gpio;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;
import com.pi4j.io.i2c.I2C;
import com.pi4j.io.pwm.Pwm;
import com.pi4j.io.pwm.PwmType;
import com.pi4j.io.spi.Spi;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalInputProvider;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalOutputProvider;
import com.pi4j.plugin.linuxfs.provider.i2c.LinuxFsI2CProvider;
import com.pi4j.plugin.linuxfs.provider.pwm.LinuxFsPwmProvider;
import com.pi4j.plugin.linuxfs.provider.spi.LinuxFsSpiProvider;
import com.pi4j.provider.Provider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// A board through Pi4J. On a Raspberry Pi: gpiod for pins, since sysfs GPIO is gone on a Pi 5,
/// linuxfs for the buses. On any other board, where gpiod does not start: the providers of
/// [KernelPlugin]. PWM is linuxfs on both.
final class Pi4jBoard implements Board {
  private final Context pi4j;
  private final Map<String, I2cPort> ports = new HashMap<>();

  Pi4jBoard(Context pi4j) {
    this.pi4j = pi4j;
  }

  /// A Raspberry Pi's.
  ///
  /// @throws IOException where Pi4J cannot work
  static Pi4jBoard ofRaspberryPi(int pwmChip) throws IOException {
    return open(
        () ->
            List.of(
                GpioDDigitalInputProvider.newInstance(),
                GpioDDigitalOutputProvider.newInstance(),
                LinuxFsI2CProvider.newInstance(),
                LinuxFsSpiProvider.newInstance(),
                pwm(Hardware.PWM, pwmChip)));
  }

  /// Any Linux board's.
  ///
  /// @param dev `/dev`
  /// @param chip `gpiochip0`
  /// @param pwm `/sys/class/pwm`
  static Pi4jBoard ofKernel(Path dev, String chip, Path pwm, int pwmChip) throws IOException {
    return open(
        () -> {
          List<Provider<?, ?, ?>> all = new ArrayList<>(KernelPlugin.providers(dev, chip));
          all.add(pwm(pwm, pwmChip));
          return all;
        });
  }

  private static Provider<?, ?, ?> pwm(Path folder, int chip) {
    return LinuxFsPwmProvider.newInstance(folder.toString(), chip);
  }

  private static Pi4jBoard open(Supplier<List<Provider<?, ?, ?>>> providers) throws IOException {
    return new Pi4jBoard(
        told(
            "Pi4J",
            () ->
                Pi4J.newContextBuilder()
                    .noAutoDetect()
                    .disableShutdownHook()
                    .add(providers.get().toArray(Provider[]::new))
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
  public SpiPort spi(int bus, int chipSelect, int mode, int hertz) throws IOException {
    String id = "spi-" + bus + "-" + chipSelect;
    String name = "SPI bus %d device %d".formatted(bus, chipSelect);
    forget(id);
    Spi spi =
        told(
            name,
            () ->
                pi4j.create(
                    Spi.newConfigBuilder(pi4j)
                        .id(id)
                        .bus(bus)
                        .channel(chipSelect)
                        .mode(mode)
                        .baud(hertz)
                        .build()));
    return bytes -> {
      byte[] out = raw(bytes);
      byte[] in = new byte[out.length];
      int got = told(name, () -> spi.transfer(out, 0, in, 0, out.length));
      // What it counts differs between providers; below zero is the kernel's no with each.
      if (got < 0) {
        throw new IOException(name + ": got " + got + " for a transfer of " + out.length);
      }
      return in;
    };
  }

  @Override
  public PwmPort pwm(int channel, int hertz, boolean activeLow) throws IOException {
    String id = "pwm-" + channel;
    String name = "PWM channel " + channel;
    forget(id);
    int nothing = activeLow ? 100 : 0;
    Pwm pwm =
        told(
            name,
            () ->
                pi4j.create(
                    Pwm.newConfigBuilder(pi4j)
                        .id(id)
                        .address(channel)
                        .pwmType(PwmType.HARDWARE)
                        .frequency(hertz)
                        .initial(nothing)
                        .shutdown(nothing)
                        .build()));
    return new PwmPort() {
      private int percent;

      @Override
      public void set(int wanted) throws IOException {
        told(name, () -> pwm.on(activeLow ? 100 - wanted : wanted));
        percent = wanted;
      }

      @Override
      public int percent() {
        return percent;
      }
    };
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

  private static byte[] raw(int... bytes) {
    byte[] raw = new byte[bytes.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (byte) bytes[i];
    }
    return raw;
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
      byte[] raw = raw(bytes);
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
