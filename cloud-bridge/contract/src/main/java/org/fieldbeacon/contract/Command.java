package org.fieldbeacon.contract;

import java.time.Instant;

/// An order from the map to one gateway. Travels signed (Ed25519) and is refused when unsigned,
/// expired, addressed to another gateway or seen before. Answered by a [CommandResult].
public sealed interface Command {
  /// @param id unique, the key against repetition
  /// @param gateway who shall obey
  /// @param by who ordered it
  /// @param issuedAt by the map's clock
  /// @param expiresAt after which it must not be obeyed
  record Header(String id, String gateway, String by, Instant issuedAt, Instant expiresAt) {}

  Header header();

  /// ISA-18.2 acknowledge.
  ///
  /// @param revision the revision the person saw
  record AcknowledgeAlarm(Header header, String alarmId, long revision, String note)
      implements Command {}

  /// ISA-18.2 shelve, until a time.
  record ShelveAlarm(Header header, String alarmId, Instant until, String note)
      implements Command {}

  /// Has a model run from the package that runs beside it.
  ///
  /// @param model the model's id in the gateway's site
  /// @param sha256 of the model file beside that the person saw compared
  record PromoteModel(Header header, String model, String sha256, String note) implements Command {}

  /// Has a model run from the package of the site file again.
  record RollBackModel(Header header, String model, String note) implements Command {}

  /// What became of a command.
  ///
  /// @param commandId the header's id
  /// @param outcome `done`, `refused`
  /// @param detail why, when refused
  record CommandResult(String commandId, String outcome, String detail, Instant at) {}
}
