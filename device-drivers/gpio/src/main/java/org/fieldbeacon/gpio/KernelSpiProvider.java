package org.fieldbeacon.gpio;

import com.pi4j.io.exception.IOException;
import com.pi4j.io.spi.Spi;
import com.pi4j.io.spi.SpiBase;
import com.pi4j.io.spi.SpiConfig;
import com.pi4j.io.spi.SpiProvider;
import com.pi4j.io.spi.SpiProviderBase;
import java.util.Arrays;
import java.util.Optional;

/// Pi4J's SPI on a [LinuxBoard].
final class KernelSpiProvider extends SpiProviderBase {
  private final LinuxBoard board;

  KernelSpiProvider(LinuxBoard board) {
    super("kernel-spi", "Linux spidev");
    this.board = board;
  }

  @Override
  public Spi create(SpiConfig config) {
    var device = new Device(this, config, board);
    device.open();
    context.registry().add(device);
    return device;
  }

  private static final class Device extends SpiBase {
    private final LinuxBoard board;
    private Optional<LinuxBoard.SpiPort> port = Optional.empty();

    Device(SpiProvider provider, SpiConfig config, LinuxBoard board) {
      super(provider, config);
      this.board = board;
    }

    @Override
    public void open() {
      if (port.isEmpty()) {
        try {
          port =
              Optional.of(
                  board.spi(
                      config.bus().getBus(),
                      config.channel(),
                      config.mode().getMode(),
                      config.baud()));
        } catch (java.io.IOException e) {
          throw new IOException(e);
        }
      }
      super.open();
    }

    @Override
    public void close() {
      port.ifPresent(LinuxBoard.SpiPort::close);
      port = Optional.empty();
      super.close();
    }

    @Override
    public int transfer(byte[] out, int outOffset, byte[] in, int inOffset, int length) {
      byte[] got = exchange(Arrays.copyOfRange(out, outOffset, outOffset + length));
      System.arraycopy(got, 0, in, inOffset, length);
      return length;
    }

    @Override
    public int write(byte b) {
      return exchange(new byte[] {b}).length;
    }

    @Override
    public int write(byte[] data, int offset, int length) {
      return exchange(Arrays.copyOfRange(data, offset, offset + length)).length;
    }

    @Override
    public int read() {
      return exchange(new byte[1])[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      System.arraycopy(exchange(new byte[length]), 0, into, offset, length);
      return length;
    }

    private byte[] exchange(byte[] out) {
      try {
        return port.orElseThrow(() -> new IOException("closed")).transfer(out);
      } catch (java.io.IOException e) {
        throw new IOException(e);
      }
    }
  }
}
