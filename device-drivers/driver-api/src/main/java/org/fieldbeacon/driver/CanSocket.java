package org.fieldbeacon.driver;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A raw CAN socket of Linux (`can(7)`, kernel documentation networking/can.rst), by way of the C
/// library. One thread reads; `stop` may be called from any.
///
/// ```
///   sockaddr_can   family u16, pad u16, interface index s32, 16 bytes more          24 bytes
///   can_frame      id and flags u32, length u8, 3 bytes, data                        16 bytes
///   flags          31 extended │ 30 remote │ 29 error message of the controller
/// ```
final class CanSocket {
  private static final int AF_CAN = 29;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int CAN_RAW = 1;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int SO_RCVTIMEO = 20;
  private static final int SOL_CAN_RAW = 101;
  private static final int CAN_RAW_ERR_FILTER = 2;
  private static final int BUS_OFF = 0x40;
  private static final int EXTENDED = 1 << 31;
  private static final int REMOTE = 1 << 30;
  private static final int ERROR = 1 << 29;

  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int ENODEV = 19;
  private static final int EAFNOSUPPORT = 97;
  private static final int ENETDOWN = 100;

  private static final int MSG_DONTWAIT = 0x40;

  /// Frames read in one go, a twentieth of a second of a busy bus.
  private static final int AT_ONCE = 100;

  /// The kernel gives what it allows.
  private static final int BUFFER_BYTES = 1 << 20;

  private static final int ADDRESS_BYTES = 24;
  private static final int FRAME_BYTES = 16;
  private static final long SLICE_MICROS = 200_000;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

  private final C c;
  private final int descriptor;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(STATE);
  private final MemorySegment frame = arena.allocate(FRAME_BYTES);
  private volatile boolean isStopped;

  /// A frame of 29 bits.
  record Frame(int id, byte[] data) {}

  private CanSocket(C c, int descriptor) {
    this.c = c;
    this.descriptor = descriptor;
  }

  /// @throws IOException that names what is missing: kernel, interface or permission
  static CanSocket open(String networkInterface) throws IOException {
    if (!System.getProperty("os.name").equals("Linux")) {
      throw new IOException(
          "got " + System.getProperty("os.name") + ", wanted Linux: no other system has SocketCAN");
    }
    C c = new C();
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int descriptor = c.socket(state);
      if (descriptor < 0) {
        throw failed("socket", state);
      }
      var socket = new CanSocket(c, descriptor);
      try {
        socket.bind(networkInterface);
        return socket;
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    }
  }

  private void bind(String networkInterface) throws IOException {
    int index = c.index(arena.allocateFrom(networkInterface));
    if (index == 0) {
      throw new IOException(
          "no interface of this name; `ip link` lists them, `ip link set %s up type can bitrate 250000` starts one"
              .formatted(networkInterface));
    }
    MemorySegment address = arena.allocate(ADDRESS_BYTES);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_CAN);
    address.set(ValueLayout.JAVA_INT, 4, index);
    MemorySegment wait = arena.allocate(ValueLayout.JAVA_LONG, 2);
    wait.setAtIndex(ValueLayout.JAVA_LONG, 1, SLICE_MICROS);
    MemorySegment errors = arena.allocateFrom(ValueLayout.JAVA_INT, BUS_OFF);
    MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_INT, BUFFER_BYTES);
    boolean isReady =
        c.option(state, descriptor, SOL_SOCKET, SO_RCVBUF, buffer)
            && c.option(state, descriptor, SOL_SOCKET, SO_RCVTIMEO, wait)
            && c.option(state, descriptor, SOL_CAN_RAW, CAN_RAW_ERR_FILTER, errors)
            && c.bind(state, descriptor, address);
    if (!isReady) {
      throw failed("bind", state);
    }
  }

  /// The next frames of 29 bits, all that have come and at most [#AT_ONCE]; none when none comes
  /// within `timeout`, or when stopped.
  ///
  /// @throws IOException when the bus is off or the interface is gone
  List<Frame> read(Duration timeout) throws IOException {
    long end = System.nanoTime() + timeout.toNanos();
    List<Frame> frames = new ArrayList<>();
    do {
      boolean isMore = take(frames, 0);
      while (isMore && frames.size() < AT_ONCE) {
        isMore = take(frames, MSG_DONTWAIT);
      }
    } while (frames.isEmpty() && !isStopped && System.nanoTime() < end);
    return frames;
  }

  /// Takes a frame, if it is one of 29 bits.
  ///
  /// @return whether there was any
  private boolean take(List<Frame> frames, int flags) throws IOException {
    int got = c.read(state, descriptor, frame, flags);
    if (got < 0) {
      int errno = state.get(ValueLayout.JAVA_INT, ERRNO);
      if (errno != EAGAIN && errno != EINTR) {
        throw failed("read", state);
      }
      return false;
    }
    int id = frame.get(ValueLayout.JAVA_INT, 0);
    if ((id & ERROR) != 0) {
      throw new IOException(
          "the controller is off the bus: wrong bit rate, wires changed over, or no terminator");
    }
    if (got == FRAME_BYTES && (id & EXTENDED) != 0 && (id & REMOTE) == 0) {
      frames.add(said(id));
    }
    return true;
  }

  /// Makes a read return soon.
  void stop() {
    isStopped = true;
  }

  /// On the thread that reads.
  void close() {
    c.close(descriptor);
    arena.close();
  }

  private Frame said(int id) {
    int length = Math.min(frame.get(ValueLayout.JAVA_BYTE, 4) & 0xFF, 8);
    return new Frame(id & 0x1FFFFFFF, frame.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE));
  }

  private static IOException failed(String call, MemorySegment state) {
    int errno = state.get(ValueLayout.JAVA_INT, ERRNO);
    return new IOException(
        switch (errno) {
          case EAFNOSUPPORT ->
              "this kernel has no CAN: modules can, can-raw and the controller's driver"
                  + " (modprobe can-raw), or use candump or slcan over TCP or serial";
          case ENODEV -> "the interface is gone, or is no CAN interface";
          case ENETDOWN -> "the interface is down: ip link set NAME up type can bitrate 250000";
          case 1, 13 -> call + " is not permitted: run the gateway with CAP_NET_RAW";
          default -> call + " failed, errno " + errno;
        });
  }

  /// The calls.
  private static final class C {
    private static final Linker LINKER = Linker.nativeLinker();

    private final MethodHandle socket =
        call("socket", true, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private final MethodHandle index = call("if_nametoindex", false, ValueLayout.ADDRESS);
    private final MethodHandle bind =
        call("bind", true, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private final MethodHandle option =
        call(
            "setsockopt",
            true,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT);
    // The whole of what is asked fits an int, and so does what comes.
    private final MethodHandle read =
        call(
            "recv",
            true,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT);
    private final MethodHandle close = call("close", false, ValueLayout.JAVA_INT);

    // The library is the one that Java itself lives on.
    @SuppressWarnings("restricted")
    private static MethodHandle call(String name, boolean tellsWhy, MemoryLayout... arguments) {
      MemorySegment address =
          LINKER
              .defaultLookup()
              .find(name)
              .orElseThrow(() -> new IllegalStateException("the C library has no " + name));
      MemoryLayout result = name.equals("recv") ? ValueLayout.JAVA_LONG : ValueLayout.JAVA_INT;
      var descriptor = FunctionDescriptor.of(result, arguments);
      return tellsWhy
          ? LINKER.downcallHandle(address, descriptor, Linker.Option.captureCallState("errno"))
          : LINKER.downcallHandle(address, descriptor);
    }

    int socket(MemorySegment state) {
      return invoke(
          () -> (int) socket.invokeExact(state, AF_CAN, SOCK_RAW | SOCK_CLOEXEC, CAN_RAW));
    }

    int index(MemorySegment name) {
      return invoke(() -> (int) index.invokeExact(name));
    }

    boolean option(MemorySegment state, int descriptor, int level, int what, MemorySegment value) {
      return invoke(
              () ->
                  (int)
                      option.invokeExact(
                          state, descriptor, level, what, value, (int) value.byteSize()))
          == 0;
    }

    boolean bind(MemorySegment state, int descriptor, MemorySegment address) {
      return invoke(() -> (int) bind.invokeExact(state, descriptor, address, ADDRESS_BYTES)) == 0;
    }

    int read(MemorySegment state, int descriptor, MemorySegment into, int flags) {
      return invoke(
          () -> (int) (long) read.invokeExact(state, descriptor, into, (long) FRAME_BYTES, flags));
    }

    void close(int descriptor) {
      invoke(() -> (int) close.invokeExact(descriptor));
    }

    @FunctionalInterface
    private interface Call {
      int run() throws Throwable;
    }

    private static int invoke(Call call) {
      try {
        return call.run();
      } catch (Throwable e) {
        throw new IllegalStateException("a call into the C library failed", e);
      }
    }
  }
}
