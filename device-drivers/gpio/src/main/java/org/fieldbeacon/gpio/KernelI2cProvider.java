package org.fieldbeacon.gpio;

import com.pi4j.context.Context;
import com.pi4j.exception.ShutdownException;
import com.pi4j.io.exception.IOException;
import com.pi4j.io.i2c.I2C;
import com.pi4j.io.i2c.I2CBase;
import com.pi4j.io.i2c.I2CBusBase;
import com.pi4j.io.i2c.I2CConfig;
import com.pi4j.io.i2c.I2CProvider;
import com.pi4j.io.i2c.I2CProviderBase;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/// Pi4J's I²C on a [LinuxBoard].
final class KernelI2cProvider extends I2CProviderBase {
  private final LinuxBoard board;
  private final Map<Integer, Bus> buses = new ConcurrentHashMap<>();

  KernelI2cProvider(LinuxBoard board) {
    super("kernel-i2c", "Linux i2c-dev");
    this.board = board;
  }

  @Override
  public I2C create(I2CConfig config) {
    LinuxBoard.I2cPort port;
    try {
      port = board.i2c(config.bus(), config.device());
    } catch (java.io.IOException e) {
      throw new IOException(e);
    }
    var device =
        new Device(this, config, buses.computeIfAbsent(config.bus(), _ -> new Bus(config)), port);
    context.registry().add(device);
    return device;
  }

  @Override
  public I2CProvider shutdown(Context context) throws ShutdownException {
    I2CProvider done = super.shutdown(context);
    board.close();
    return done;
  }

  /// One talks at a time.
  private static final class Bus extends I2CBusBase {
    Bus(I2CConfig config) {
      super(config);
    }

    @Override
    public <R> R execute(I2C device, Callable<R> action) {
      return _execute(device, action);
    }
  }

  private static final class Device extends I2CBase<Bus> {
    private final LinuxBoard.I2cPort port;

    Device(I2CProvider provider, I2CConfig config, Bus bus, LinuxBoard.I2cPort port) {
      super(provider, config, bus);
      this.port = port;
    }

    @Override
    public int write(byte b) {
      return send(new byte[] {b});
    }

    @Override
    public int write(byte[] data, int offset, int length) {
      return send(Arrays.copyOfRange(data, offset, offset + length));
    }

    @Override
    public int read() {
      return transfer(new byte[0], 1)[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      return take(new byte[0], into, offset, length);
    }

    @Override
    public int writeRegister(int register, byte b) {
      return send(new byte[] {(byte) register, b}) - 1;
    }

    @Override
    public int writeRegister(int register, byte[] data, int offset, int length) {
      return writeRegister(new byte[] {(byte) register}, data, offset, length);
    }

    @Override
    public int writeRegister(byte[] register, byte[] data, int offset, int length) {
      byte[] all = Arrays.copyOf(register, register.length + length);
      System.arraycopy(data, offset, all, register.length, length);
      return send(all) - register.length;
    }

    @Override
    public int readRegister(int register) {
      return transfer(new byte[] {(byte) register}, 1)[0] & 0xFF;
    }

    @Override
    public int readRegister(byte[] register, byte[] into, int offset, int length) {
      return take(register, into, offset, length);
    }

    @Override
    public int readRegister(int register, byte[] into, int offset, int length) {
      return take(new byte[] {(byte) register}, into, offset, length);
    }

    private int send(byte[] bytes) {
      transfer(bytes, 0);
      return bytes.length;
    }

    private int take(byte[] register, byte[] into, int offset, int length) {
      System.arraycopy(transfer(register, length), 0, into, offset, length);
      return length;
    }

    private byte[] transfer(byte[] out, int in) {
      return i2CBus.execute(this, () -> port.transfer(out, in));
    }
  }
}
