package org.fieldbeacon.contract;

import java.util.List;
import java.util.Optional;

/// What stands where: sent retained whenever a gateway starts or its configuration changes, so that
/// the map can draw it without knowing any device.
///
/// @param gateway the gateway's name
/// @param title for people
/// @param position where the gateway is
/// @param adcode GB/T 2260 code of the county, six digits
/// @param software version of the agent
/// @param exercise whether everything it sends is an exercise (the demo, a walk test)
/// @param devices what hangs on it
public record SiteMessage(
    String gateway,
    AlarmMessage.Text title,
    Optional<AlarmMessage.Position> position,
    String adcode,
    String software,
    boolean exercise,
    List<DeviceEntry> devices) {

  public SiteMessage {
    devices = List.copyOf(devices);
  }

  /// @param profile the model's profile id
  public record DeviceEntry(
      String name,
      AlarmMessage.Text title,
      String profile,
      Optional<AlarmMessage.Position> position,
      List<PointEntry> points) {
    public DeviceEntry {
      points = List.copyOf(points);
    }
  }

  /// @param observedProperty vocabulary word: `water-level`
  /// @param staleAfterSeconds age beyond which the last value no longer speaks for the present
  /// @param thresholds limits drawn on the chart
  public record PointEntry(
      String name,
      AlarmMessage.Text title,
      String observedProperty,
      String unit,
      long staleAfterSeconds,
      List<AlarmMessage.Threshold> thresholds) {
    public PointEntry {
      thresholds = List.copyOf(thresholds);
    }
  }
}
