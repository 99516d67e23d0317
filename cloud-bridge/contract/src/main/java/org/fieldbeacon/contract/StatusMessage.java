package org.fieldbeacon.contract;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How a gateway is: retained, sent every minute and on change; the MQTT will is the same message
/// with `online` false.
///
/// @param gateway the gateway's name
/// @param online false only in the will and in a proper goodbye
/// @param at by the gateway's clock
/// @param clockSource `unknown`, `system`, `ntp`, `gnss`, `map`, `operator`, `simulated`
/// @param backlog messages not yet receipted, both streams
/// @param devices reachability of each device
/// @param models what runs on it and beside, where any does
public record StatusMessage(
    String gateway,
    boolean online,
    Instant at,
    String clockSource,
    long backlog,
    List<DeviceState> devices,
    Optional<List<ModelState>> models) {

  public StatusMessage {
    devices = List.copyOf(devices);
    models = models.map(List::copyOf);
  }

  /// Of a gateway without models.
  public static StatusMessage of(
      String gateway,
      boolean online,
      Instant at,
      String clockSource,
      long backlog,
      List<DeviceState> devices) {
    return new StatusMessage(gateway, online, at, clockSource, backlog, devices, Optional.empty());
  }

  /// @param state `online`, `degraded`, `offline`, `link-down`, `misconfigured`, `unknown`
  public record DeviceState(String device, String state, String detail, Instant since) {}

  /// One of the site's models.
  ///
  /// @param model its id in the site
  /// @param title for people
  /// @param packageName the package that answers
  /// @param sha256 of the model file that answers
  /// @param promoted whether that is the package that ran beside
  /// @param shadow the package that runs beside
  public record ModelState(
      String model,
      AlarmMessage.Text title,
      String packageName,
      String version,
      String sha256,
      boolean promoted,
      Optional<Shadow> shadow) {}

  /// How the package beside compares.
  ///
  /// @param asked questions that it was asked too
  /// @param failed of them, without an answer
  /// @param agreed of them, with the same answer
  /// @param meanDifference of the scores, or of forecasts in the series' unit
  /// @param meanMillis of its answers
  /// @param stopped why it is asked no more, empty while it is asked
  public record Shadow(
      String packageName,
      String version,
      String sha256,
      long asked,
      long failed,
      long agreed,
      double meanDifference,
      double meanMillis,
      String stopped) {}
}
