package org.fieldbeacon.demo;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.fieldbeacon.demo.Books.Order;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Compares the books of gateway and map at the end, and both with what was shown and promised on
/// the way. One thread.
final class Audit {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Books books;
  private final Operator operator;
  private final List<String> findings = new ArrayList<>();

  Audit(Books books, Operator operator) {
    this.books = books;
    this.operator = operator;
  }

  /// Everything that should not be; empty when all is well.
  List<String> findings() throws SQLException {
    findings.addAll(operator.findings());
    numbers();
    observations();
    Map<String, JsonNode> onMap = books.mapAlarms();
    Map<String, JsonNode> atGateway = books.gatewayAlarms();
    alarms(onMap, atGateway);
    alerts();
    orders(onMap, atGateway);
    return List.copyOf(findings);
  }

  private void need(boolean holds, String otherwise) {
    if (!holds) {
      findings.add(otherwise);
    }
  }

  /// Each number the gateway gave is at the map, once, and the map misses none.
  private void numbers() throws SQLException {
    List<String> alarms = books.held("ALARM");
    long lastAlarm = books.lastAlarmSeq();
    need(
        alarms.size() == 1 && alarms.getFirst().endsWith(" 1-" + lastAlarm),
        "alarm stream: the map holds " + alarms + ", the gateway gave 1-" + lastAlarm);
    need(
        books.alarmsWaiting() == 0,
        "alarm stream: " + books.alarmsWaiting() + " messages still wait for a receipt");
    List<String> observations = books.held("OBSERVATION");
    need(
        observations.size() == 1 && observations.getFirst().contains(" 1-"),
        "observation stream: the map holds " + observations);
    need(books.gaps() == 0, "the map has " + books.gaps() + " gaps in its ledger");
    books.deadLetters().forEach(letter -> findings.add("dead letter: " + letter));
  }

  private void observations() throws SQLException {
    Map<String, String> sent = books.gatewayObservations(books.heldThrough("OBSERVATION"));
    Map<String, String> kept = books.mapObservations();
    sent.forEach(
        (key, value) ->
            need(
                value.equals(kept.get(key)),
                "observation " + key + ": gateway " + value + ", map " + kept.get(key)));
    kept.forEach(
        (key, value) ->
            need(sent.containsKey(key), "observation " + key + ": only the map has it, " + value));
  }

  private void alarms(Map<String, JsonNode> onMap, Map<String, JsonNode> atGateway) {
    Map<String, Integer> lastRaising = new HashMap<>();
    atGateway.forEach(
        (id, record) -> {
          lastRaising.merge(series(id), record.path("raising").asInt(), Math::max);
          JsonNode last = JSON.readTree(record.path("message").asString());
          need(
              last.equals(onMap.get(id)),
              "alarm " + id + ": gateway " + last + ", map " + onMap.get(id));
        });
    Map<String, Set<Integer>> raisings = new TreeMap<>();
    onMap
        .keySet()
        .forEach(id -> raisings.computeIfAbsent(series(id), _ -> new HashSet<>()).add(raising(id)));
    need(
        raisings.keySet().equals(lastRaising.keySet()),
        "rules: gateway " + lastRaising.keySet() + ", map " + raisings.keySet());
    raisings.forEach(
        (series, numbers) -> {
          int last = lastRaising.getOrDefault(series, 0);
          for (int i = 1; i <= last; i++) {
            need(numbers.contains(i), "alarm " + series + i + ": not on the map");
          }
          need(numbers.size() == last, series + ": gateway 1-" + last + ", map " + numbers);
        });
    onMap.forEach(
        (id, alarm) -> {
          boolean isOver = raising(id) < lastRaising.getOrDefault(series(id), 0);
          String state = alarm.path("state").asString();
          need(
              !isOver || state.equals("normal"),
              "alarm " + id + ": a later one was raised, but this one is " + state);
          long shown = operator.revisions().getOrDefault(id, 0L);
          long revision = alarm.path("revision").asLong();
          need(
              shown <= revision,
              "alarm " + id + ": revision " + shown + " was shown, " + revision + " is left");
        });
  }

  /// The id without its last part: gateway, rule and epoch.
  private static String series(String alarmId) {
    return alarmId.substring(0, alarmId.lastIndexOf('.') + 1);
  }

  private static int raising(String alarmId) {
    return Integer.parseInt(alarmId.substring(alarmId.lastIndexOf('.') + 1));
  }

  /// Alert, updates, cancel, in turn: a missing or a second one would break the row.
  private void alerts() throws SQLException {
    books
        .caps()
        .forEach(
            (id, types) -> {
              boolean stands = false;
              for (String type : types) {
                boolean fits = type.equals("ALERT") ? !stands : stands;
                need(fits, "alarm " + id + ": alerts come as " + types);
                stands = !type.equals("CANCEL");
              }
            });
  }

  private void orders(Map<String, JsonNode> onMap, Map<String, JsonNode> atGateway)
      throws SQLException {
    List<Order> orders = books.orders();
    Set<String> kept = orders.stream().map(Order::id).collect(Collectors.toSet());
    operator.promised().stream()
        .filter(id -> !kept.contains(id))
        .forEach(id -> findings.add("order " + id + ": taken by the map, and gone"));
    for (Order order : orders) {
      need(!order.outcome().isEmpty(), "order " + order + ": never answered");
      if (order.outcome().equals("done")) {
        doneOrder(order, onMap, atGateway, orders);
      }
    }
    onMap.forEach((id, alarm) -> inForce(id, alarm, orders));
  }

  /// In force, or the alarm has called again since.
  private void doneOrder(
      Order order,
      Map<String, JsonNode> onMap,
      Map<String, JsonNode> atGateway,
      List<Order> orders) {
    JsonNode alarm = onMap.get(order.alarmId());
    if (alarm == null) {
      findings.add("order " + order + ": done, but its alarm is gone");
      return;
    }
    String note = alarm.path("acknowledgement").path("note").asString("");
    boolean isInForce =
        orders.stream()
            .anyMatch(
                o ->
                    o.note().equals(note)
                        && o.alarmId().equals(order.alarmId())
                        && o.revision() >= order.revision());
    JsonNode record = atGateway.get(order.alarmId());
    boolean calledAgain =
        record != null
            && record.path("calledRevision").asLong() - record.path("revisionBefore").asLong()
                > order.revision();
    need(isInForce || calledAgain, "order " + order + ": done, but the alarm is " + alarm);
  }

  private void inForce(String id, JsonNode alarm, List<Order> orders) {
    JsonNode acknowledgement = alarm.path("acknowledgement");
    if (acknowledgement.isObject()) {
      String note = acknowledgement.path("note").asString();
      need(
          orders.stream()
              .anyMatch(
                  o ->
                      o.alarmId().equals(id)
                          && o.note().equals(note)
                          && o.outcome().equals("done")),
          "alarm " + id + ": acknowledged with \"" + note + "\", which no order was told done for");
    }
  }
}
