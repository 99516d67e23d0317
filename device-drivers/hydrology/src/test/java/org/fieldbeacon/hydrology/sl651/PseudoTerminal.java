package org.fieldbeacon.hydrology.sl651;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Arrays;

/// The far end of a serial line: a pseudo-terminal of the kernel, whose near end a driver opens as
/// it would `/dev/ttyUSB0`. It has no baud rate, no parity and no noise of a real line. Linux.
@SuppressWarnings("restricted")
final class PseudoTerminal implements AutoCloseable {
  private static final int O_RDWR = 2;
  private static final int O_NOCTTY = 0x100;
  private static final short POLLIN = 1;

  /// More than `struct termios` takes anywhere.
  private static final int TERMIOS = 256;

  private final Arena arena = Arena.ofShared();
  private final int master;
  private final String device;

  PseudoTerminal() throws IOException {
    master = (int) call("posix_openpt", JAVA_INT, O_RDWR | O_NOCTTY);
    if (master < 0 || (int) call("grantpt", JAVA_INT, master) != 0) {
      throw new IOException("no pseudo-terminal");
    }
    call("unlockpt", JAVA_INT, master);
    device = ((MemorySegment) call("ptsname", ADDRESS, master)).reinterpret(128).getString(0);
    // Bytes as they are from the first on, before anybody has opened the near end.
    MemorySegment termios = arena.allocate(TERMIOS);
    call("tcgetattr", JAVA_INT, master, termios);
    call("cfmakeraw", JAVA_INT, termios);
    call("tcsetattr", JAVA_INT, master, 0, termios);
  }

  /// Where the near end is: `/dev/pts/3`.
  String device() {
    return device;
  }

  void write(byte[] bytes) throws IOException {
    MemorySegment out = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    long sent = (long) call("write", JAVA_LONG, master, out, (long) bytes.length);
    if (sent != bytes.length) {
      throw new IOException(device + ": got " + sent + " bytes written, wanted " + bytes.length);
    }
  }

  /// What came, at most `most` bytes; none after `patience`.
  byte[] read(int most, Duration patience) {
    MemorySegment poll = arena.allocate(8);
    poll.set(JAVA_INT, 0, master);
    poll.set(JAVA_SHORT, 4, POLLIN);
    int ready = (int) call("poll", JAVA_INT, poll, 1L, (int) patience.toMillis());
    if (ready <= 0 || (poll.get(JAVA_SHORT, 6) & POLLIN) == 0) {
      return new byte[0];
    }
    MemorySegment in = arena.allocate(most);
    long got = (long) call("read", JAVA_LONG, master, in, (long) most);
    return Arrays.copyOf(in.toArray(ValueLayout.JAVA_BYTE), (int) Math.max(0, got));
  }

  @Override
  public void close() {
    call("close", JAVA_INT, master);
    arena.close();
  }

  private static Object call(String name, MemoryLayout result, Object... arguments) {
    var linker = Linker.nativeLinker();
    MemoryLayout[] layouts =
        Arrays.stream(arguments).map(PseudoTerminal::layout).toArray(MemoryLayout[]::new);
    try {
      return linker
          .downcallHandle(
              linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, layouts))
          .invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException(name, e);
    }
  }

  private static MemoryLayout layout(Object argument) {
    return switch (argument) {
      case Integer _ -> JAVA_INT;
      case Long _ -> JAVA_LONG;
      case MemorySegment _ -> ADDRESS;
      default -> throw new IllegalArgumentException(argument.toString());
    };
  }
}
