package org.fieldbeacon.agent.alarm;

import java.util.Locale;

/// Where an alarm is in its life (ANSI/ISA-18.2-2016 and IEC 62682, alarm states; OPC UA Part 9,
/// AlarmConditionType). Shelving, suppression and removal from service lie over this and are kept
/// apart, see [Alarm]: the condition is followed all the same.
///
/// ```
///                        ┌──────────── condition active ────────────┐
///                        ▼                                          │
///   NORMAL ── active ─► UNACKNOWLEDGED ── acknowledge ─► ACKNOWLEDGED
///     ▲                  │  ▲       ▲                        │
///     │         inactive │  │active └── worse ───────────────┤ inactive
///     │                  ▼  │                                │
///     ├─ acknowledge ─ RTN_UNACKNOWLEDGED                    │
///     ├───────────────────────────────── not latched ────────┤
///     │                                                      │ latched
///     └─ reset ─ LATCHED_ACKNOWLEDGED ◄──────────────────────┘
///                  ▲ acknowledge
///                LATCHED_UNACKNOWLEDGED ◄─ inactive, latched ─ UNACKNOWLEDGED
/// ```
public enum AlarmState {
  NORMAL(false, false),
  UNACKNOWLEDGED(true, true),
  ACKNOWLEDGED(true, false),
  RTN_UNACKNOWLEDGED(false, true),
  LATCHED_UNACKNOWLEDGED(false, true),
  LATCHED_ACKNOWLEDGED(false, false);

  private final boolean active;
  private final boolean needsAcknowledgement;

  AlarmState(boolean active, boolean needsAcknowledgement) {
    this.active = active;
    this.needsAcknowledgement = needsAcknowledgement;
  }

  /// Whether the condition holds now.
  public boolean isActive() {
    return active;
  }

  public boolean needsAcknowledgement() {
    return needsAcknowledgement;
  }

  /// As written in messages: `rtn-unacknowledged`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
