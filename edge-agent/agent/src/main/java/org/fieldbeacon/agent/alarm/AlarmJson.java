package org.fieldbeacon.agent.alarm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.alarm.Alarm.Acknowledgement;
import org.fieldbeacon.agent.alarm.Alarm.Shelving;
import org.fieldbeacon.agent.alarm.AlarmRecord.Since;
import org.fieldbeacon.agent.hazard.Level;
import org.fieldbeacon.agent.store.AlarmRow;
import org.fieldbeacon.contract.ContractException;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.contract.cap.CapAlert.Reference;
import org.fieldbeacon.contract.cap.CapChain;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Alarm records to text and back, for the alarm store. Stateless.
final class AlarmJson {
  private static final int VERSION = 1;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .changeDefaultPropertyInclusion(v -> v.withValueInclusion(JsonInclude.Include.NON_ABSENT))
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private AlarmJson() {}

  /// What is written; the last message in the contract's own JSON.
  private record Kept(
      int version,
      int raising,
      long revisionBefore,
      AlarmState state,
      Level level,
      boolean latched,
      Optional<Shelving> shelving,
      boolean suppressed,
      Optional<String> outOfService,
      boolean escalated,
      Optional<Acknowledgement> acknowledgement,
      long calledRevision,
      long revision,
      Instant changedAt,
      boolean trusted,
      Since since,
      List<Sent> sent,
      Optional<String> message) {}

  private record Sent(String sender, String identifier, String at) {}

  static String write(AlarmRecord alarm) {
    Alarm life = alarm.life();
    return MAPPER.writeValueAsString(
        new Kept(
            VERSION,
            alarm.raising(),
            alarm.revisionBefore(),
            life.state(),
            life.level(),
            life.latched(),
            life.shelving(),
            life.suppressed(),
            life.outOfService(),
            life.escalated(),
            life.acknowledgement(),
            life.calledRevision(),
            life.revision(),
            life.changedAt(),
            alarm.trusted(),
            alarm.since(),
            alarm.chain().sent().stream()
                .map(r -> new Sent(r.sender(), r.identifier(), r.sent().toString()))
                .toList(),
            alarm.message().map(m -> new String(Wire.encode(m), StandardCharsets.UTF_8))));
  }

  static AlarmRecord read(AlarmRow row) {
    try {
      Kept kept = MAPPER.readValue(row.json(), Kept.class);
      if (kept.version() != VERSION) {
        throw unreadable(row, "version " + kept.version(), null);
      }
      return new AlarmRecord(
          row.alarmId(),
          kept.raising(),
          kept.revisionBefore(),
          new Alarm(
              row.ruleId(),
              kept.state(),
              kept.level(),
              kept.latched(),
              kept.shelving(),
              kept.suppressed(),
              kept.outOfService(),
              kept.escalated(),
              kept.acknowledgement(),
              kept.calledRevision(),
              kept.revision(),
              kept.changedAt()),
          kept.trusted(),
          kept.since(),
          new CapChain(
              kept.sent().stream()
                  .map(s -> new Reference(s.sender(), s.identifier(), OffsetDateTime.parse(s.at())))
                  .toList()),
          kept.message().map(m -> Wire.decodeAlarm(m.getBytes(StandardCharsets.UTF_8))));
    } catch (JacksonException | ContractException e) {
      throw unreadable(row, String.valueOf(e.getMessage()), e);
    }
  }

  private static IllegalArgumentException unreadable(
      AlarmRow row, String got, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "alarm store: alarm " + row.alarmId() + ": got " + got + ", wanted version " + VERSION,
        cause);
  }
}
