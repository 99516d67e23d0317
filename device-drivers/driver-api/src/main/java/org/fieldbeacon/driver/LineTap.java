package org.fieldbeacon.driver;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where a technician looks at the bytes of a line, or at what was said in words where a protocol
/// has no bytes that would tell anybody anything: sessions, registers, messages, requests. Keeps
/// the last [#MOST] pieces and [#MOST_BYTES], from the first [#watch] until [#WATCHED] after the
/// last one; at all other times it keeps nothing, and a piece costs one read of a field. Any
/// thread.
public final class LineTap {
  public static final int MOST = 200;
  public static final int MOST_BYTES = 64 << 10;

  /// Longer ones are told in parts.
  public static final int LONGEST = 1024;

  public static final Duration WATCHED = Duration.ofSeconds(20);

  /// What a slow line gives bit by bit is one piece when no more than this lies between.
  private static final long GAP_NANOS = Duration.ofMillis(50).toNanos();

  private static final LineTap DEAF = new LineTap(InstantSource.system(), () -> 0, true);

  private final InstantSource clock;
  private final LongSupplier nanos;
  private final boolean isDeaf;
  private volatile @Nullable Ring ring;

  /// What was said without a pause, one way.
  ///
  /// @param number grows with every piece of this line
  /// @param at when it began, by the gateway's clock
  /// @param isSent whether the gateway said it
  /// @param connection who or what was spoken with
  /// @param bytes 1..[#LONGEST] of them; not copied, nobody may change them
  /// @param device whose words they are, in UTF-8; empty for bytes as they went over the line
  public record Piece(
      long number, Instant at, boolean isSent, String connection, byte[] bytes, String device) {
    /// Whether it is told in words.
    public boolean isWords() {
      return !device.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Piece p && number == p.number && Arrays.equals(bytes, p.bytes);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(number);
    }
  }

  /// @param nanos a monotonic clock
  public LineTap(InstantSource clock, LongSupplier nanos) {
    this(clock, nanos, false);
  }

  private LineTap(InstantSource clock, LongSupplier nanos, boolean isDeaf) {
    this.clock = clock;
    this.nanos = nanos;
    this.isDeaf = isDeaf;
  }

  /// One that never keeps anything.
  public static LineTap deaf() {
    return DEAF;
  }

  /// Told by whoever owns the line.
  public void sent(String connection, byte[] bytes, int offset, int length) {
    add(true, connection, bytes, offset, length);
  }

  /// Told by whoever owns the line.
  public void received(String connection, byte[] bytes, int offset, int length) {
    add(false, connection, bytes, offset, length);
  }

  /// Told in words by a driver whose protocol is not one of bytes. Passwords, tokens and keys are
  /// concealed here; what is longer than [#LONGEST] is cut, and how much there was is told.
  ///
  /// @param device whose it is
  /// @param isSent whether the gateway said it
  /// @param with what was spoken with: a node, a register, a topic, a host
  /// @param words made only while somebody looks
  public void note(String device, boolean isSent, String with, Supplier<String> words) {
    Ring watched = watched();
    if (watched != null) {
      byte[] said = cut(Concealed.of(words.get()));
      String on = Concealed.of(with);
      long now = nanos.getAsLong();
      if (said.length > 0) {
        watched.add(device, isSent, on, said, 0, said.length, clock.instant(), now);
      }
    }
  }

  private static byte[] cut(String words) {
    byte[] all = words.getBytes(StandardCharsets.UTF_8);
    if (all.length <= LONGEST) {
      return all;
    }
    String kept = new String(all, 0, LONGEST - 40, StandardCharsets.UTF_8).replace("\uFFFD", "");
    return (kept + "… of " + all.length + " bytes").getBytes(StandardCharsets.UTF_8);
  }

  private void add(boolean isSent, String connection, byte[] bytes, int offset, int length) {
    Ring watched = length > 0 ? watched() : null;
    if (watched != null) {
      long now = nanos.getAsLong();
      watched.add("", isSent, connection, bytes, offset, length, clock.instant(), now);
    }
  }

  private @Nullable Ring watched() {
    Ring watched = ring;
    if (watched != null && nanos.getAsLong() - watched.untilNanos > 0) {
      ring = null;
      return null;
    }
    return watched;
  }

  /// Begins to keep pieces, or goes on.
  ///
  /// @param after the number of the last piece seen; 0 for all that are kept
  /// @return what has been kept since, oldest first
  public List<Piece> watch(long after) {
    if (isDeaf) {
      return List.of();
    }
    long now = nanos.getAsLong();
    synchronized (this) {
      Ring watched = ring;
      if (watched == null || now - watched.untilNanos > 0) {
        watched = new Ring();
      }
      watched.untilNanos = now + WATCHED.toNanos();
      ring = watched;
      return watched.after(after);
    }
  }

  private static final class Ring {
    private final Deque<Open> pieces = new ArrayDeque<>();
    private long number;
    private int held;
    private volatile long untilNanos;

    synchronized void add(
        String device,
        boolean isSent,
        String on,
        byte[] bytes,
        int offset,
        int length,
        Instant at,
        long now) {
      int taken = 0;
      Open last = pieces.peekLast();
      if (last != null && !isSent && device.isEmpty() && last.takes(on, now)) {
        taken = last.take(bytes, offset, length, now);
      }
      while (taken < length) {
        var fresh = new Open(++number, at, isSent, on, device);
        taken += fresh.take(bytes, offset + taken, length - taken, now);
        pieces.addLast(fresh);
      }
      held += length;
      while (pieces.size() > MOST || held > MOST_BYTES) {
        held -= pieces.removeFirst().length;
      }
    }

    synchronized List<Piece> after(long seen) {
      return pieces.stream().filter(p -> p.number >= seen).map(Open::piece).toList();
    }
  }

  /// A piece that may still grow.
  private static final class Open {
    private final long number;
    private final Instant at;
    private final boolean isSent;
    private final String connection;
    private final String device;
    private byte[] bytes = new byte[64];
    private int length;
    private long lastNanos;

    Open(long number, Instant at, boolean isSent, String connection, String device) {
      this.number = number;
      this.at = at;
      this.isSent = isSent;
      this.connection = connection;
      this.device = device;
    }

    boolean takes(String on, long now) {
      return !isSent
          && device.isEmpty()
          && length < LONGEST
          && now - lastNanos <= GAP_NANOS
          && connection.equals(on);
    }

    int take(byte[] from, int offset, int most, long now) {
      int taken = Math.min(most, LONGEST - length);
      if (length + taken > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(LONGEST, Math.max(length + taken, 2 * bytes.length)));
      }
      System.arraycopy(from, offset, bytes, length, taken);
      length += taken;
      lastNanos = now;
      return taken;
    }

    Piece piece() {
      return new Piece(number, at, isSent, connection, Arrays.copyOf(bytes, length), device);
    }
  }
}
