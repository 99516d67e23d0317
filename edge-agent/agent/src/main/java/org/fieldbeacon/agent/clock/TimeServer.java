package org.fieldbeacon.agent.clock;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Asks a time server once (SNTP, RFC 4330), to see how far the machine's clock is from it.
///
/// @param clock the one that is compared
/// @param nanos a monotonic clock
public record TimeServer(InstantSource clock, LongSupplier nanos) {
  private static final int PACKET = 48;
  private static final int TRANSMIT = 40;

  /// §4: no leap warning, version 4, mode 3 (client).
  private static final byte CLIENT = 0x23;

  private static final int MODE_SERVER = 4;
  private static final int MOST_STRATUM = 15;

  /// Seconds from 1900 to 1970 (§3), and from one era to the next: 2036 is near.
  private static final long TO_1970 = 2_208_988_800L;

  private static final long ERA = 1L << 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  /// What came of it.
  ///
  /// @param offset what must be added to the machine's clock
  /// @param uncertainty half of the way there and back, and what the server says of itself
  public record Comparison(Duration offset, Duration uncertainty, int stratum) {}

  /// @throws IOException when nothing comes, or nothing that can be believed, with the reason
  public Comparison ask(String host, int port, Duration patience) throws IOException {
    var packet = ByteBuffer.allocate(PACKET);
    packet.put(0, CLIENT);
    long nonce = RANDOM.nextLong();
    packet.putLong(TRANSMIT, nonce);
    var answer = new byte[PACKET];
    InetAddress server = InetAddress.getByName(host);
    try (var socket = new DatagramSocket()) {
      socket.connect(server, port);
      socket.setSoTimeout((int) patience.toMillis());
      Instant sent = clock.instant();
      long began = nanos.getAsLong();
      socket.send(new DatagramPacket(packet.array(), PACKET));
      var received = new DatagramPacket(answer, PACKET);
      socket.receive(received);
      Duration away = Duration.ofNanos(nanos.getAsLong() - began);
      if (received.getLength() < PACKET) {
        throw new IOException(
            host + ": got " + received.getLength() + " bytes, wanted " + PACKET + " or more");
      }
      return read(ByteBuffer.wrap(answer), nonce, sent, away, host);
    } catch (SocketTimeoutException _) {
      throw new IOException(host + ": got no answer within " + patience.toMillis() + " ms");
    } catch (PortUnreachableException e) {
      throw new IOException(host + ": got no listener on UDP port " + port, e);
    }
  }

  /// The offset is ((T2 - T1) + (T3 - T4)) / 2 and the way (T4 - T1) - (T3 - T2), §5.
  private static Comparison read(
      ByteBuffer answer, long nonce, Instant sent, Duration away, String host) throws IOException {
    int mode = answer.get(0) & 0x07;
    int leap = answer.get(0) >> 6 & 0x03;
    int stratum = answer.get(1) & 0xFF;
    if (mode != MODE_SERVER || answer.getLong(24) != nonce) {
      throw new IOException(host + ": got an answer to something else");
    }
    if (leap == 3 || stratum == 0 || stratum > MOST_STRATUM) {
      throw new IOException(host + ": its own clock is not synchronized, stratum " + stratum);
    }
    Instant heard = time(answer, 32, sent);
    Instant told = time(answer, TRANSMIT, sent);
    Instant back = sent.plus(away);
    Duration offset = Duration.between(sent, heard).plus(Duration.between(back, told)).dividedBy(2);
    Duration way = away.minus(Duration.between(heard, told));
    Duration own = shortTime(answer, 4).dividedBy(2).plus(shortTime(answer, 8));
    return new Comparison(offset, way.abs().dividedBy(2).plus(own), stratum);
  }

  /// Seconds since 1900 and their 2^-32 parts, in the era that is nearest.
  private static Instant time(ByteBuffer answer, int at, Instant near) {
    long seconds = (answer.getInt(at) & 0xFFFF_FFFFL) - TO_1970;
    long parts = answer.getInt(at + 4) & 0xFFFF_FFFFL;
    long eras = Math.round((near.getEpochSecond() - seconds) / (double) ERA);
    return Instant.ofEpochSecond(seconds + Math.max(0, eras) * ERA, parts * 1_000_000_000L >> 32);
  }

  /// Seconds and their 2^-16 parts.
  private static Duration shortTime(ByteBuffer answer, int at) {
    return Duration.ofNanos((answer.getInt(at) & 0xFFFF_FFFFL) * 1_000_000_000L >> 16);
  }
}
