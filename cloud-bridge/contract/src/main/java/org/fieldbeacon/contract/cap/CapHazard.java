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
      case "river-forecast" ->
          new CapHazard(Category.MET, new Text("洪水预报", "flood forecast"), Optional.of("11A01"));
      case "fire-smoke" ->
          new CapHazard(Category.FIRE, new Text("火情", "fire or smoke"), Optional.empty());
      case "water-quality" ->
          new CapHazard(Category.ENV, new Text("水质异常", "water quality event"), Optional.empty());
      case "crop-pest" ->
          new CapHazard(Category.ENV, new Text("农业虫害", "crop pest"), Optional.empty());
      case "crop-disease" ->
          new CapHazard(Category.ENV, new Text("作物病害", "crop disease"), Optional.empty());
      default -> new CapHazard(Category.OTHER, new Text(hazard, hazard), Optional.empty());
    };
  }
}
