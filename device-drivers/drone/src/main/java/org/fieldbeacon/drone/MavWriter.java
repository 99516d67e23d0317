package org.fieldbeacon.drone;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/// What a ground station says: a heartbeat and commands, signed where there is a key. Any thread.
final class MavWriter {
  /// As ground stations have them (MAVLink guide, Assigning system ids).
  static final int SYSTEM = 255;

  static final int COMPONENT = 190;

  private static final int HEARTBEAT = 0;
  private static final int COMMAND_LONG = 76;
  private static final int GROUND_STATION = 6;
  private static final int NO_AUTOPILOT = 8;
  private static final int ACTIVE = 4;
  private static final int MAVLINK = 3;
  private static final int PARAMETERS = 7;
  private static final int SIGNATURE = 13;
  private static final int STAMP = 6;

  /// Signatures count from here, in tens of microseconds.
  private static final Instant SIGNING_EPOCH = Instant.parse("2015-01-01T00:00:00Z");

  private final Optional<Signing> signing;
  private final InstantSource clock;
  private int sequence;
  private long lastStamp;

  /// @param clock of signatures; one that is set back does not let them go back
  MavWriter(Optional<Signing> signing, InstantSource clock) {
    this.signing = signing;
    this.clock = clock;
  }

  byte[] heartbeat(int version) {
    byte[] payload = {
      0, 0, 0, 0, GROUND_STATION, NO_AUTOPILOT, 0, ACTIVE, MAVLINK,
    };
    return frame(version, HEARTBEAT, payload);
  }

  /// @param confirmation how often it was said before
  byte[] command(
      int version, int system, int component, int command, float first, int confirmation) {
    ByteBuffer payload =
        ByteBuffer.allocate(PARAMETERS * Float.BYTES + 5).order(ByteOrder.LITTLE_ENDIAN);
    payload.putFloat(first).position(PARAMETERS * Float.BYTES);
    payload.putShort((short) command);
    payload.put((byte) system).put((byte) component).put((byte) confirmation);
    return frame(version, COMMAND_LONG, payload.array());
  }

  /// MAVLink 1 cannot be signed: with a key everything is said in MAVLink 2.
  private synchronized byte[] frame(int version, int id, byte[] whole) {
    boolean isV2 = version == 2 || signing.isPresent();
    byte[] payload = isV2 ? withoutLastZeros(whole) : whole;
    int head = MavFrame.header(isV2 ? MavFrame.V2 : MavFrame.V1);
    int end = head + payload.length;
    byte[] frame = new byte[end + 2 + (signing.isPresent() ? SIGNATURE : 0)];
    int at = 0;
    frame[at++] = (byte) (isV2 ? MavFrame.V2 : MavFrame.V1);
    frame[at++] = (byte) payload.length;
    if (isV2) {
      frame[at++] = (byte) (signing.isPresent() ? MavFrame.SIGNED : 0);
      at++;
    }
    frame[at++] = (byte) sequence++;
    frame[at++] = (byte) SYSTEM;
    frame[at++] = (byte) COMPONENT;
    frame[at] = (byte) id;
    System.arraycopy(payload, 0, frame, head, payload.length);
    int extra = Message.of(id).orElseThrow().crcExtra();
    int crc = new MavCrc().add(frame, 1, end).add(extra).value();
    frame[end] = (byte) crc;
    frame[end + 1] = (byte) (crc >> 8);
    signing.ifPresent(key -> sign(key, frame, end + 2));
    return frame;
  }

  /// Link id 0, time, and the first bytes of the hash over all before them.
  private void sign(Signing key, byte[] frame, int at) {
    long now = Duration.between(SIGNING_EPOCH, clock.instant()).toNanos() / 10_000;
    lastStamp = Math.max(now, lastStamp + 1);
    for (int i = 0; i < STAMP; i++) {
      frame[at + 1 + i] = (byte) (lastStamp >> 8 * i);
    }
    byte[] signature = key.signature(frame, 0, frame.length);
    System.arraycopy(signature, 0, frame, at + 1 + STAMP, signature.length);
  }

  private static byte[] withoutLastZeros(byte[] payload) {
    int length = payload.length;
    while (length > 1 && payload[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(payload, length);
  }
}
