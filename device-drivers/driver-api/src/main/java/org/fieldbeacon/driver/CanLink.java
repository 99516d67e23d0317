package org.fieldbeacon.driver;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// A CAN bus of the kernel as lines of `candump`: `can0 18FEF100#FFCAFE..`. Only frames of 29 bits
/// are told, since no protocol here has others; nothing is ever sent. The kernel is asked on a
/// thread of its own: a native call holds its carrier.
final class CanLink implements Link {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final LinkConfig.Can config;
  private volatile @Nullable Bus bus;
  private byte[] line = new byte[0];
  private int told;

  CanLink(LinkConfig.Can config) {
    this.config = config;
  }

  /// An open socket and the one thread that uses it.
  private record Bus(CanSocket socket, ExecutorService thread) {}

  @Override
  public String name() {
    return "can " + config.networkInterface();
  }

  @Override
  public boolean isOpen() {
    return bus != null;
  }

  @Override
  public void open() throws IOException {
    if (bus != null) {
      return;
    }
    CanSocket socket;
    try {
      socket = CanSocket.open(config.networkInterface());
    } catch (IOException e) {
      throw new IOException(name() + ": " + e.getMessage(), e);
    }
    bus =
        new Bus(
            socket,
            Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("can-" + config.networkInterface()).factory()));
    line = new byte[0];
    told = 0;
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration timeout) throws IOException {
    if (told == line.length) {
      List<CanSocket.Frame> frames = next(timeout);
      if (frames.isEmpty()) {
        return 0;
      }
      var lines = new StringBuilder();
      frames.forEach(frame -> lines.append(line(frame)));
      line = lines.toString().getBytes(StandardCharsets.US_ASCII);
      told = 0;
    }
    int given = Math.min(length, line.length - told);
    System.arraycopy(line, told, into, offset, given);
    told += given;
    return given;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    throw new IOException(name() + ": got something to send, wanted nothing: a bus is only heard");
  }

  @Override
  public void discardInput() {
    told = line.length;
  }

  @Override
  public void close() {
    Bus open = bus;
    bus = null;
    if (open != null) {
      open.socket().stop();
      // After the read that is under way, so that no other file gets its number meanwhile.
      open.thread().execute(open.socket()::close);
      open.thread().shutdown();
    }
  }

  private List<CanSocket.Frame> next(Duration timeout) throws IOException {
    Bus open = bus;
    if (open == null) {
      throw new IOException(name() + ": not open");
    }
    try {
      Future<List<CanSocket.Frame>> frame = open.thread().submit(() -> open.socket().read(timeout));
      return frame.get();
    } catch (RejectedExecutionException e) {
      throw new IOException(name() + ": closed", e);
    } catch (ExecutionException e) {
      Throwable why = Objects.requireNonNullElse(e.getCause(), e);
      throw new IOException(name() + ": " + why.getMessage(), why);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(name() + ": interrupted");
    }
  }

  private String line(CanSocket.Frame frame) {
    return config.networkInterface()
        + " "
        + HEX.toHexDigits(frame.id())
        + "#"
        + HEX.formatHex(frame.data())
        + "\n";
  }
}
