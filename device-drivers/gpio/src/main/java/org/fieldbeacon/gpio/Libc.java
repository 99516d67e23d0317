package org.fieldbeacon.gpio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The five calls of the C library that talk to a device file. Each takes its memory from the
/// caller, turns -1 into an [IOException] with the call's error number, and is of no use once the
/// descriptor is closed.
@SuppressWarnings("restricted")
final class Libc {
  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;
  private static final int EINTR = 4;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");

  private static final MethodHandle OPEN =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("open"),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
          CAPTURE,
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("close"),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
          CAPTURE);
  private static final MethodHandle IOCTL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("ioctl"),
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS),
          CAPTURE,
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle READ =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("read"),
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG),
          CAPTURE);
  private static final MethodHandle POLL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("poll"),
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT),
          CAPTURE);

  private Libc() {}

  static int open(String path) throws IOException {
    return (int)
        call(
            "open " + path,
            (arena, state) ->
                (int) OPEN.invokeExact(state, arena.allocateFrom(path), O_RDWR | O_CLOEXEC));
  }

  static void close(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) CLOSE.invokeExact(arena.allocate(STATE), fd);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("close", e);
    }
  }

  static void ioctl(String what, int fd, long request, MemorySegment argument) throws IOException {
    call(what, (_, state) -> (int) IOCTL.invokeExact(state, fd, request, argument));
  }

  /// @return bytes read into all of `into`
  static long read(String what, int fd, MemorySegment into) throws IOException {
    return call(what, (_, state) -> (long) READ.invokeExact(state, fd, into, into.byteSize()));
  }

  /// Whether there is something to read within `timeoutMs`.
  static boolean isReadable(String what, int fd, int timeoutMs) throws IOException {
    long ready =
        call(
            what,
            (arena, state) -> {
              // struct pollfd { int fd; short events; short revents; }, POLLIN 1
              MemorySegment one = arena.allocate(8, 4);
              one.set(ValueLayout.JAVA_INT, 0, fd);
              one.set(ValueLayout.JAVA_SHORT, 4, (short) 1);
              int result = (int) POLL.invokeExact(state, one, 1L, timeoutMs);
              return result < 0 && errno(state) == EINTR ? 0 : result;
            });
    return ready > 0;
  }

  private interface Call {
    long make(Arena arena, MemorySegment state) throws Throwable;
  }

  private static long call(String what, Call call) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = call.make(arena, state);
      if (result < 0) {
        throw new IOException(what + ": " + name(errno(state)));
      }
      return result;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(what, e);
    }
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  /// asm-generic/errno-base.h, errno.h: the ones a technician meets.
  private static String name(int errno) {
    return switch (errno) {
      case 1, 13 -> "no permission (error " + errno + ")";
      case 2 -> "no such file";
      case 5, 121 -> "no answer from the device (error " + errno + ")";
      case 6 -> "no such device";
      case 16 -> "in use by another program or driver";
      case 22 -> "the kernel refuses it (EINVAL)";
      case 25 -> "not a device of this kind (ENOTTY)";
      case 110 -> "the bus timed out";
      default -> "error " + errno;
    };
  }
}
