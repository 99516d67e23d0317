package org.fieldbeacon.gpio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Any Linux board by the kernel's own interfaces: GPIO character device version 2 (linux/gpio.h),
/// i2c-dev (linux/i2c-dev.h) and spidev (linux/spi/spidev.h). Nothing is loaded, nothing is board
/// specific. [KernelPlugin] offers it to Pi4J.
///
/// ```
///   gpio_v2_line_request, 592 bytes          gpio_v2_line_event, 48 bytes   i2c_msg, 16 bytes
///     0 offsets[64]  256 consumer[32]          0 timestamp  8 id (1 rising)   0 addr  2 flags
///   288 flags 296 num_attrs 320 attrs[10]     12 offset    16 seqno           4 len   8 buf
///   560 num_lines    588 fd
/// ```
final class LinuxBoard {
  static final int REQUEST = 592;
  static final int EVENT = 48;

  private static final Logger LOG = LoggerFactory.getLogger(LinuxBoard.class);
  private static final long GET_LINE = iowr(0x07, REQUEST);
  private static final long GET_VALUES = iowr(0x0E, 16);
  private static final long SET_VALUES = iowr(0x0F, 16);
  private static final long I2C_RDWR = 0x0707;

  /// linux/spi/spidev.h: `_IOW('k', 1, __u8)`, `_IOW('k', 4, __u32)`, one transfer of 32 bytes.
  static final long SPI_MODE = iow(1, 1);

  static final long SPI_HERTZ = iow(4, 4);
  static final int SPI_TRANSFER = 32;
  static final long SPI_MESSAGE = iow(0, SPI_TRANSFER);

  private static final long INPUT = 1L << 2;
  private static final long OUTPUT = 1L << 3;
  private static final long BOTH_EDGES = 1L << 4 | 1L << 5;
  private static final long PULL_UP = 1L << 8;
  private static final long PULL_DOWN = 1L << 9;
  private static final long NO_PULL = 1L << 10;
  private static final int OUTPUT_VALUES = 2;
  private static final int RISING = 1;
  private static final short I2C_READ = 1;
  private static final int PATIENCE_MS = 500;

  private final Path dev;
  private final Path chip;
  private final Map<Integer, Integer> buses = new HashMap<>();

  /// @param dev `/dev`
  /// @param chip name of the GPIO chip below it: `gpiochip0`
  LinuxBoard(Path dev, String chip) {
    this.dev = dev;
    this.chip = dev.resolve(chip);
  }

  /// `_IOWR(0xB4, nr, size)`, asm-generic/ioctl.h.
  static long iowr(int nr, int size) {
    return 3L << 30 | (long) size << 16 | 0xB4L << 8 | nr;
  }

  /// `_IOW('k', nr, size)`.
  private static long iow(int nr, int size) {
    return 1L << 30 | (long) size << 16 | (long) 'k' << 8 | nr;
  }

  /// @param onEdge told the level after each edge, on the line's own thread
  Line input(int line, Board.Pull pull, Board.Edge onEdge) throws IOException {
    long bias =
        switch (pull) {
          case NONE -> NO_PULL;
          case UP -> PULL_UP;
          case DOWN -> PULL_DOWN;
        };
    Line open = request(line, INPUT | BOTH_EDGES | bias, false);
    Thread.ofPlatform().daemon().name("gpio-" + line).start(() -> follow(open, onEdge));
    return open;
  }

  /// @param high what it is from its first moment
  Line output(int line, boolean high) throws IOException {
    return request(line, OUTPUT, high);
  }

  I2cPort i2c(int bus, int device) throws IOException {
    Integer fd = buses.get(bus);
    if (fd == null) {
      fd = Libc.open(dev.resolve("i2c-" + bus).toString());
      buses.put(bus, fd);
    }
    return new I2cPort(fd, device, "I2C bus %d device 0x%02X".formatted(bus, device));
  }

  /// @param mode clock polarity and phase, 0..3
  SpiPort spi(int bus, int chipSelect, int mode, int hertz) throws IOException {
    String file = "spidev" + bus + "." + chipSelect;
    int fd = Libc.open(dev.resolve(file).toString());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment word = arena.allocate(4, 4);
      word.set(ValueLayout.JAVA_BYTE, 0, (byte) mode);
      Libc.ioctl(file, fd, SPI_MODE, word);
      word.set(ValueLayout.JAVA_INT, 0, hertz);
      Libc.ioctl(file, fd, SPI_HERTZ, word);
      return new SpiPort(fd, hertz, file);
    } catch (IOException e) {
      Libc.close(fd);
      throw e;
    }
  }

  void close() {
    buses.values().forEach(Libc::close);
    buses.clear();
  }

  private Line request(int line, long flags, boolean high) throws IOException {
    String name = chip + " line " + line;
    int chipFd = Libc.open(chip.toString());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = request(arena, line, flags, high);
      Libc.ioctl(name, chipFd, GET_LINE, request);
      return new Line(request.get(ValueLayout.JAVA_INT, 588), name, (flags & OUTPUT) != 0);
    } finally {
      Libc.close(chipFd);
    }
  }

  /// @param high what an output is from its first moment
  static MemorySegment request(Arena arena, int line, long flags, boolean high) {
    MemorySegment request = arena.allocate(REQUEST, 8);
    request.set(ValueLayout.JAVA_INT, 0, line);
    byte[] consumer = "fieldbeacon".getBytes(StandardCharsets.US_ASCII);
    MemorySegment.copy(consumer, 0, request, ValueLayout.JAVA_BYTE, 256, consumer.length);
    request.set(ValueLayout.JAVA_LONG, 288, flags);
    if ((flags & OUTPUT) != 0) {
      request.set(ValueLayout.JAVA_INT, 296, 1);
      request.set(ValueLayout.JAVA_INT, 320, OUTPUT_VALUES);
      request.set(ValueLayout.JAVA_LONG, 328, high ? 1 : 0);
      request.set(ValueLayout.JAVA_LONG, 336, 1);
    }
    request.set(ValueLayout.JAVA_INT, 560, 1);
    return request;
  }

  private static void follow(Line line, Board.Edge onEdge) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(EVENT, 8);
      while (line.isOpen()) {
        if (Libc.isReadable(line.name, line.fd, PATIENCE_MS)
            && line.isOpen()
            && Libc.read(line.name, line.fd, event) == EVENT) {
          onEdge.became(event.get(ValueLayout.JAVA_INT, 8) == RISING);
        }
      }
    } catch (IOException e) {
      LOG.warn("{} is followed no more: {}", line.name, e.getMessage());
    } finally {
      line.followed();
    }
  }

  /// Transfers of one device, each as a whole between start and stop.
  record I2cPort(int fd, int device, String name) {
    /// Writes, then reads after a repeated start; either may be left out.
    byte[] transfer(byte[] out, int in) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment messages = arena.allocate(32, 8);
        MemorySegment written = arena.allocateFrom(ValueLayout.JAVA_BYTE, out);
        MemorySegment read = arena.allocate(Math.max(1, in));
        int count = 0;
        if (out.length > 0) {
          message(messages.asSlice(0, 16), (short) 0, out.length, written);
          count++;
        }
        if (in > 0) {
          message(messages.asSlice(16L * count, 16), I2C_READ, in, read);
          count++;
        }
        MemorySegment all = arena.allocate(16, 8);
        all.set(ValueLayout.ADDRESS, 0, messages);
        all.set(ValueLayout.JAVA_INT, 8, count);
        Libc.ioctl(name, fd, I2C_RDWR, all);
        return read.asSlice(0, in).toArray(ValueLayout.JAVA_BYTE);
      }
    }

    private void message(MemorySegment message, short flags, int length, MemorySegment bytes) {
      message.set(ValueLayout.JAVA_SHORT, 0, (short) device);
      message.set(ValueLayout.JAVA_SHORT, 2, flags);
      message.set(ValueLayout.JAVA_SHORT, 4, (short) length);
      message.set(ValueLayout.ADDRESS, 8, bytes);
    }
  }

  /// A device on an SPI bus: bytes go both ways at once (linux/spi/spidev.h).
  record SpiPort(int fd, int hertz, String name) {
    byte[] transfer(byte[] out) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment sent = arena.allocateFrom(ValueLayout.JAVA_BYTE, out);
        MemorySegment got = arena.allocate(Math.max(1, out.length));
        Libc.ioctl(name, fd, SPI_MESSAGE, message(arena, sent, got, out.length, hertz));
        return got.asSlice(0, out.length).toArray(ValueLayout.JAVA_BYTE);
      }
    }

    void close() {
      Libc.close(fd);
    }

    /// `spi_ioc_transfer`: 0 tx_buf, 8 rx_buf, 16 len, 20 speed_hz, 24 delay, 26 bits.
    static MemorySegment message(
        Arena arena, MemorySegment sent, MemorySegment got, int length, int hertz) {
      MemorySegment transfer = arena.allocate(SPI_TRANSFER, 8);
      transfer.set(ValueLayout.ADDRESS, 0, sent);
      transfer.set(ValueLayout.ADDRESS, 8, got);
      transfer.set(ValueLayout.JAVA_INT, 16, length);
      transfer.set(ValueLayout.JAVA_INT, 20, hertz);
      transfer.set(ValueLayout.JAVA_BYTE, 26, (byte) 8);
      return transfer;
    }
  }

  /// An open line. Its descriptor is closed by who uses it last, so that no other file gets its
  /// number in between.
  static final class Line {
    private final int fd;
    private final String name;
    private final boolean isOutput;
    private volatile boolean open = true;

    Line(int fd, String name, boolean isOutput) {
      this.fd = fd;
      this.name = name;
      this.isOutput = isOutput;
    }

    boolean isOpen() {
      return open;
    }

    boolean isHigh() throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment values = arena.allocate(16, 8);
        values.set(ValueLayout.JAVA_LONG, 8, 1);
        Libc.ioctl(name, fd, GET_VALUES, values);
        return (values.get(ValueLayout.JAVA_LONG, 0) & 1) != 0;
      }
    }

    void set(boolean high) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment values = arena.allocate(16, 8);
        values.set(ValueLayout.JAVA_LONG, 0, high ? 1 : 0);
        values.set(ValueLayout.JAVA_LONG, 8, 1);
        Libc.ioctl(name, fd, SET_VALUES, values);
      }
    }

    private void followed() {
      Libc.close(fd);
    }

    /// An input's descriptor is closed by the thread that follows it.
    void close() {
      if (open) {
        open = false;
        if (isOutput) {
          Libc.close(fd);
        }
      }
    }
  }
}
