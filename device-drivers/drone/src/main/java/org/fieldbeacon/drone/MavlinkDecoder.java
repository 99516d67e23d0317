package org.fieldbeacon.drone;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameFile;
import org.fieldbeacon.drone.MavFraming.Found;

/// `mavlink`: frames of MAVLink 1 and 2, as lines of hex, as the bytes themselves, or as a `.tlog`;
/// also the `.BIN` that an ArduPilot writes on board. Signatures are verified when the environment
/// has the key, 64 hex digits, in `FIELDBEACON_MAVLINK_KEY`.
public final class MavlinkDecoder implements FrameDecoder {
  private final Optional<Signing> signing;

  /// For [java.util.ServiceLoader].
  ///
  /// @throws IllegalArgumentException when the environment has a key that is none
  public MavlinkDecoder() {
    this(Signing.ofEnvironment());
  }

  MavlinkDecoder(Optional<Signing> signing) {
    this.signing = signing;
  }

  @Override
  public String protocol() {
    return "mavlink";
  }

  @Override
  public void decode(InputStream in, Consumer<DecodedFrame> told) throws IOException {
    var buffered = new BufferedInputStream(in);
    if (DataFlashLog.begins(buffered)) {
      var log = new DataFlashLog();
      FrameFile.read(buffered, log::next, told);
      return;
    }
    var framing = new MavFraming(signing);
    var clock = new DroneClock();
    var fixes = new Fixes();
    FrameFile.read(
        buffered,
        (bytes, from, to, isLast, each) ->
            switch (framing.find(bytes, from, to, isLast)) {
              case Found.Incomplete() -> from;
              case Found.Spoilt(var bad, int end) -> {
                each.accept(bad);
                yield end;
              }
              case Found.Whole(var frame, var stamp, int end) -> {
                each.accept(good(frame, stamp, clock, fixes));
                yield end;
              }
            },
        told);
  }

  private Good good(MavFrame frame, Optional<Instant> stamp, DroneClock clock, Fixes fixes) {
    Map<String, Object> fields = new LinkedHashMap<>();
    stamp.ifPresent(time -> fields.put("recorded_at", time.toString()));
    fields.put("version", frame.version());
    if (frame.version() == 2) {
      fields.put("incompat_flags", frame.incompatFlags());
      fields.put("compat_flags", frame.compatFlags());
    }
    fields.put("seq", frame.sequence());
    fields.put("sysid", frame.system());
    fields.put("compid", frame.component());
    fields.put("msgid", frame.messageId());
    fields.put("name", Message.of(frame.messageId()).map(Message::name).orElse("unknown"));
    fields.put("payload_len", frame.payload().length);
    fields.put("crc", MavFraming.hex(frame.crc(), 4));
    if (frame.isSigned()) {
      fields.put("signature", signature(frame.signature()));
    }
    return Message.of(frame.messageId())
        .map(message -> known(frame, message, stamp, clock, fixes, fields))
        .orElseGet(
            () -> {
              fields.put("crc_verified", false);
              fields.put(
                  "note", "a message that is not in the table: its check value cannot be verified");
              fields.put("payload_hex", HexFormat.of().withUpperCase().formatHex(frame.payload()));
              return new Good(fields, List.of());
            });
  }

  private static Good known(
      MavFrame frame,
      Message message,
      Optional<Instant> stamp,
      DroneClock clock,
      Fixes fixes,
      Map<String, Object> fields) {
    Map<String, Object> values = message.read(frame.payload(), frame.version() == 2);
    fields.put("crc_extra", message.crcExtra());
    if (frame.version() == 2 && frame.payload().length < message.length()) {
      fields.put("truncated_zeros", message.length() - frame.payload().length);
    }
    fields.put("fields", values);
    Map<String, String> names = message.names(values);
    if (!names.isEmpty()) {
      fields.put("names", names);
    }
    Optional<Instant> time = clock.time(frame, values, stamp);
    return new Good(
        fields, MavReadings.of(frame.messageId(), values, time, fixes.judge(frame, values)));
  }

  private Map<String, Object> signature(byte[] signature) {
    long time = 0;
    for (int i = 6; i >= 1; i--) {
      time = time << 8 | signature[i] & 0xFF;
    }
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("link_id", signature[0] & 0xFF);
    said.put("timestamp_10us", time);
    said.put("sig", HexFormat.of().formatHex(Arrays.copyOfRange(signature, 7, 13)));
    said.put("verified", signing.isPresent());
    return said;
  }
}
