package org.fieldbeacon.contract.cap;

import java.util.Optional;
import org.fieldbeacon.contract.AlarmMessage.Text;
import org.fieldbeacon.contract.cap.CapAlert.Category;

/// How a kind of hazard is called in an alert.
///
/// @param category CAP's; Met includes floods, CAP-v1.2 §3.2.2
/// @param event in both languages
/// @param eventCode GB/T 35965.1-2018, empty when it has none that is known
record CapHazard(Category category, Text event, Optional<String> eventCode) {
  static CapHazard of(String hazard) {
    return switch (hazard) {
      case "river-level" ->
          new CapHazard(Category.MET, new Text("洪水", "flood"), Optional.of("11A01"));
      case "rainstorm" ->
          new CapHazard(Category.MET, new Text("暴雨", "rainstorm"), Optional.of("11B03"));
      default -> new CapHazard(Category.OTHER, new Text(hazard, hazard), Optional.empty());
    };
  }
}
