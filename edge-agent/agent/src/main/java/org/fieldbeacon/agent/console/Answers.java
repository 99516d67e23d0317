package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.agent.console.AnswerBook.Answer;

/// What each operation answers when it obeys, for the OpenAPI document: the books of all rooms.
/// Named shapes go to its `components`.
final class Answers {
  private static final List<AnswerBook> BOOKS =
      List.of(
          new PeopleAnswers(),
          new TlsAnswers(),
          new SiteAnswers(),
          new OutputAnswers(),
          new WalkAnswers(),
          new WhatIfAnswers(),
          new AlarmAnswers(),
          new AlarmQualityAnswers(),
          new ConfigAnswers(),
          new SetupAnswers(),
          new ModelAnswers(),
          new SupportAnswers(),
          new ScanAnswers(),
          new TrustAnswers(),
          new ClockAnswers(),
          new DeviceAnswers());
  private static final Map<String, Answer> ALL = all();

  private Answers() {}

  /// Of a route; empty when nothing is said about it here.
  static Optional<Answer> of(Route route) {
    return Optional.ofNullable(ALL.get(route.method().name() + " " + route.path()));
  }

  /// The named shapes.
  static JsonObject shapesJson() {
    var all = new JsonObject();
    BOOKS.forEach(b -> b.shapes().forEach((name, schema) -> all.put(name, schema.copy())));
    return all;
  }

  private static Map<String, Answer> all() {
    Map<String, Answer> all = new HashMap<>();
    for (AnswerBook book : BOOKS) {
      book.answers()
          .forEach(
              (operation, answer) -> {
                if (all.put(operation, answer) != null) {
                  throw new IllegalStateException(operation + " is there twice");
                }
              });
    }
    return all;
  }
}
