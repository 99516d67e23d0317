package org.fieldbeacon.gpio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Any Linux board by the kernel's own interfaces: GPIO character device version 2 (linux/gpio.h)
/// and i2c-dev (linux/i2c-dev.h). Nothing is loaded, nothing is board specific.
///
/// ```
///   gpio_v2_line_request, 592 bytes          gpio_v2_line_event, 48 bytes   i2c_msg, 16 bytes
///     0 offsets[64]  256 consumer[32]          0 timestamp  8 id (1 rising)   0 addr  2 flags
///   288 flags 296 num_attrs 320 attrs[10]     12 offset    16 seqno           4 len   8 buf
///   560 num_lines    588 fd
/// ```
final class LinuxBoard implements Board {
  static final int REQUEST = 592;
  static final int EVENT = 48;

  private static final Logger LOG = LoggerFactory.getLogger(LinuxBoard.class);
  private static final long GET_LINE = iowr(0x07, REQUEST);
  private static final long GET_VALUES = iowr(0x0E, 16);
  private static final long SET_VALUES = iowr(0x0F, 16);
  private static final long I2C_RDWR = 0x0707;

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
  private final List<Line> lines = new ArrayList<>();
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

  @Override
  public Input input(int line, Pull pull, Edge onEdge) throws IOException {
    long bias =
        switch (pull) {
          case NONE -> NO_PULL;
          case UP -> PULL_UP;
          case DOWN -> PULL_DOWN;
        };
    Line open = request(line, INPUT | BOTH_EDGES | bias, false);
    Thread.ofPlatform().daemon().name("gpio-" + line).start(() -> follow(open, onEdge));
    return open::isHigh;
  }

  @Override
  public Output output(int line, boolean activeLow) throws IOException {
    Line open = request(line, OUTPUT, activeLow);
    return new Output() {
      private boolean on;

      @Override
      public void set(boolean wanted) throws IOException {
        open.set(wanted != activeLow);
        on = wanted;
      }

      @Override
      public boolean isOn() {
        return on;
      }
    };
  }

  @Override
  public I2cPort i2c(int bus, int device) throws IOException {
    Integer fd = buses.get(bus);
    if (fd == null) {
      fd = Libc.open(dev.resolve("i2c-" + bus).toString());
      buses.put(bus, fd);
    }
    return new Port(fd, device, "I2C bus %d device 0x%02X".formatted(bus, device));
  }

  @Override
  public void close() {
    lines.forEach(Line::close);
    lines.clear();
    buses.values().forEach(Libc::close);
    buses.clear();
  }

  private Line request(int line, long flags, boolean high) throws IOException {
    String name = chip + " line " + line;
    int chipFd = Libc.open(chip.toString());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = request(arena, line, flags, high);
      Libc.ioctl(name, chipFd, GET_LINE, request);
      var open =
          new Line(request.get(ValueLayout.JAVA_INT, 588), name, (flags & OUTPUT) != 0, high);
      lines.add(open);
      return open;
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

  private static void follow(Line line, Edge onEdge) {
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
  private record Port(int fd, int device, String name) implements I2cPort {
    @Override
    public void write(int... bytes) throws IOException {
      byte[] raw = new byte[bytes.length];
      for (int i = 0; i < raw.length; i++) {
        raw[i] = (byte) bytes[i];
      }
      transfer(raw, 0);
    }

    @Override
    public byte[] read(int length) throws IOException {
      return transfer(new byte[0], length);
    }

    @Override
    public byte[] readRegister(int register, int length) throws IOException {
      return transfer(new byte[] {(byte) register}, length);
    }

    /// Writes, then reads after a repeated start; either may be left out.
    private byte[] transfer(byte[] out, int in) throws IOException {
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

  /// An open line. Its descriptor is closed by who uses it last, so that no other file gets its
  /// number in between.
  private static final class Line {
    final int fd;
    final String name;
    private final boolean isOutput;
    private final boolean off;
    private volatile boolean open = true;

    /// @param off what an output is left at
    Line(int fd, String name, boolean isOutput, boolean off) {
      this.fd = fd;
      this.name = name;
      this.isOutput = isOutput;
      this.off = off;
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

    void followed() {
      Libc.close(fd);
    }

    void close() {
      open = false;
      if (isOutput) {
        try {
          set(off);
        } catch (IOException e) {
          LOG.warn("{} not put off: {}", name, e.getMessage());
        }
        Libc.close(fd);
      }
    }
  }
}
