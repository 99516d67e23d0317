package org.fieldbeacon.contract;

import java.util.List;

/// Observations of many points over one short span, in columns, so that they pack small.
public record ObservationBatch(List<Column> columns) {
  public ObservationBatch {
    columns = List.copyOf(columns);
  }

  public int size() {
    return columns.stream().mapToInt(c -> c.epochMillis().length).sum();
  }

  /// One point's observations in order of arrival. The arrays have one length and are not copied:
  /// whoever makes a column gives it away.
  ///
  /// @param device the device's name in its site
  /// @param point the point's name
  /// @param unit UCUM code
  /// @param epochMillis phenomenon times, UTC
  /// @param receivedDelayMillis received time minus phenomenon time
  /// @param uncertaintyMillis time uncertainty
  /// @param values NaN where missing
  /// @param flags QARTOD codes 1, 2, 3, 4, 9
  public record Column(
      String device,
      String point,
      String unit,
      long[] epochMillis,
      long[] receivedDelayMillis,
      long[] uncertaintyMillis,
      double[] values,
      byte[] flags) {}
}
