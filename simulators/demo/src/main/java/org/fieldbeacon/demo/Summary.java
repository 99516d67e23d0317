package org.fieldbeacon.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/// What came of a demo.
///
/// @param observations taken by the gateway
/// @param onMap observations the map has stored
/// @param devices those that the map has a reading of, by name
/// @param highestLevelM highest river stage the map has shown
/// @param alarms raised
/// @param alerts CAP messages in the map's feed
/// @param receipts of the map, taken by the gateway
/// @param waiting alarm messages that no receipt has covered yet
/// @param siren whether it sounded
/// @param alarmToSirenMillis from the alarm's change to the relay
/// @param models alerts that models raised, each with its evidence
/// @param alarmToMapMillis of each revision that was seen, from change to being stored at the map
record Summary(
    Duration ran,
    long observations,
    long onMap,
    List<String> devices,
    double highestLevelM,
    long alarms,
    long alerts,
    long receipts,
    long waiting,
    boolean siren,
    Optional<Long> alarmToSirenMillis,
    List<ModelAlert> models,
    List<Long> alarmToMapMillis) {

  /// What models are to see: smoke in pictures, a change in the water's quality.
  static final List<String> SEEN_BY_MODELS = List.of("fire-smoke", "water-quality");

  /// What a flood that reached the map would have, and this one has not.
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    need(problems, observations > 0, "got no observation, wanted some");
    need(problems, onMap > 0, "got no observation on the map, wanted some");
    need(problems, alarms > 0, "got no alarm, wanted one or more");
    need(problems, alerts > 0, "got no alert in the map's feed, wanted one or more");
    need(problems, siren, "got no sound of the siren, wanted it on at the guarantee stage");
    for (String hazard : SEEN_BY_MODELS) {
      need(
          problems,
          models.stream().anyMatch(m -> m.hazard().equals(hazard) && m.isWhole()),
          "got no " + hazard + " alert with what the model saw, wanted one on the map");
    }
    need(problems, receipts > 0, "got no receipt, wanted one or more");
    need(problems, waiting == 0, "got " + waiting + " alarm messages without receipt, wanted none");
    return problems;
  }

  private static void need(List<String> problems, boolean holds, String otherwise) {
    if (!holds) {
      problems.add(otherwise);
    }
  }

  String json(List<String> problems) {
    Map<String, Object> latencies = new LinkedHashMap<>();
    alarmToSirenMillis.ifPresent(ms -> latencies.put("alarm-to-siren-ms", ms));
    if (!alarmToMapMillis.isEmpty()) {
      List<Long> sorted = alarmToMapMillis.stream().sorted().toList();
      latencies.put("alarm-to-map-ms-median", sorted.get(sorted.size() / 2));
      latencies.put("alarm-to-map-ms-max", sorted.getLast());
      latencies.put("alarm-to-map-count", sorted.size());
    }
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("type", "summary");
    summary.put("seconds", ran.toMillis() / 1000.0);
    summary.put("observations", observations);
    summary.put("observations-on-map", onMap);
    summary.put("devices-on-map", devices);
    if (!Double.isNaN(highestLevelM)) {
      summary.put("highest-level-m", highestLevelM);
    }
    summary.put("alarms", alarms);
    summary.put("alerts", alerts);
    summary.put("receipts", receipts);
    summary.put("alarms-without-receipt", waiting);
    summary.put("siren", siren);
    summary.put("models", models.stream().map(ModelAlert::json).toList());
    summary.put("latencies", latencies);
    summary.put("problems", problems);
    return JsonMapper.builder().build().writeValueAsString(summary);
  }

  String text(List<String> problems) {
    String outcome = problems.isEmpty() ? "the flood reached the map" : String.join("; ", problems);
    return "%d observations, %d on the map of %d devices; %d alarms, %d alerts, %d receipts; siren %s; models %s; %s"
        .formatted(
            observations,
            onMap,
            devices.size(),
            alarms,
            alerts,
            receipts,
            siren ? "sounded" : "silent",
            models.isEmpty()
                ? "silent"
                : models.stream()
                    .map(m -> "%s (%s, %.3f)".formatted(m.hazard(), m.model(), m.score()))
                    .collect(Collectors.joining(", ")),
            outcome);
  }
}
