package org.fieldbeacon.contract;

import java.time.Instant;
import java.util.List;

/// How a gateway is: retained, sent every minute and on change; the MQTT will is the same message
/// with `online` false.
///
/// @param gateway the gateway's name
/// @param online false only in the will and in a proper goodbye
/// @param at by the gateway's clock
/// @param clockSource `unknown`, `system`, `ntp`, `gnss`, `map`, `operator`, `simulated`
/// @param backlog messages not yet receipted, both streams
/// @param devices reachability of each device
public record StatusMessage(
    String gateway,
    boolean online,
    Instant at,
    String clockSource,
    long backlog,
    List<DeviceState> devices) {

  public StatusMessage {
    devices = List.copyOf(devices);
  }

  /// @param state `online`, `degraded`, `offline`, `link-down`, `misconfigured`, `unknown`
  public record DeviceState(String device, String state, String detail, Instant since) {}
}
