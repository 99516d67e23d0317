package org.fieldbeacon.onemap;

import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Function;
import org.fieldbeacon.contract.Command;
import org.fieldbeacon.contract.Command.AcknowledgeAlarm;
import org.fieldbeacon.contract.Command.Header;
import org.fieldbeacon.contract.Command.PromoteModel;
import org.fieldbeacon.contract.Command.RollBackModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What people order from the map: acknowledgements, and changes of a model's package. On the event
/// loop.
final class OrderApi {
  private static final Logger LOG = LoggerFactory.getLogger(OrderApi.class);
  private static final int MAX_OPERATOR_CHARS = 64;
  private static final int MAX_NOTE_CHARS = 500;

  private final HttpFace.Parts parts;
  private final Questions questions;

  OrderApi(HttpFace.Parts parts, Questions questions) {
    this.parts = parts;
    this.questions = questions;
  }

  /// What a person orders with.
  private record Order(JsonObject body, String operator, String note) {}

  /// Of a request that may change something; empty once it has been refused.
  private Optional<Order> ordered(RoutingContext request) {
    Optional<String> refusal = OperatorCheck.refusal(request, parts.gate(), parts.openDemo());
    if (refusal.isPresent()) {
      Answers.fail(request, 403, refusal.get());
      return Optional.empty();
    }
    try {
      JsonObject body = request.body().asJsonObject();
      if (body == null) {
        throw new IllegalArgumentException("wanted a JSON object");
      }
      String operator = body.getString("operator", "").strip();
      String note = body.getString("note", "").strip();
      if (!operator.isEmpty()
          && operator.length() <= MAX_OPERATOR_CHARS
          && note.length() <= MAX_NOTE_CHARS) {
        return Optional.of(new Order(body, operator, note));
      }
    } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
      LOG.debug("path={} refused", request.normalizedPath(), e);
    }
    Answers.fail(
        request,
        400,
        "body: wanted a JSON object with operator of 1..64 characters and note of up to 500");
    return Optional.empty();
  }

  void acknowledge(RoutingContext request) {
    ordered(request)
        .ifPresent(
            order -> {
              String id = request.pathParam("id");
              Object revision = order.body().getValue("revision");
              if (!(revision instanceof Integer || revision instanceof Long)
                  || ((Number) revision).longValue() < 1) {
                Answers.fail(request, 400, "body: wanted revision 1 or more");
                return;
              }
              questions.ask(
                  request,
                  () -> parts.queries().alarm(id),
                  found ->
                      found.ifPresentOrElse(
                          alarm -> acknowledge(request, alarm, (Number) revision, order),
                          () -> Answers.fail(request, 404, "no alarm " + id)));
            });
  }

  private void acknowledge(RoutingContext request, JsonObject alarm, Number seen, Order order) {
    long revision = seen.longValue();
    if (revision > alarm.getLong("revision")) {
      Answers.fail(request, 409, "revision " + revision + " is not known here");
      return;
    }
    String alarmId = alarm.getString("alarmId");
    send(
        request,
        alarm.getString("gateway"),
        order.operator(),
        "acknowledgements_sent",
        header -> new AcknowledgeAlarm(header, alarmId, revision, order.note()));
  }

  void changeModel(RoutingContext request) {
    String action = request.pathParam("action");
    if (!action.equals(OrderTables.PROMOTE) && !action.equals(OrderTables.ROLL_BACK)) {
      Answers.fail(request, 404, "nothing at " + request.normalizedPath());
      return;
    }
    ordered(request)
        .ifPresent(
            order -> {
              String gateway = request.pathParam("gateway");
              String id = request.pathParam("model");
              questions.ask(
                  request,
                  () -> parts.queries().model(gateway, id),
                  found ->
                      found.ifPresentOrElse(
                          model -> changeModel(request, gateway, model, action, order),
                          () -> Answers.fail(request, 404, "no model " + id + " of " + gateway)));
            });
  }

  /// What the gateway would refuse by what it last said is refused here; it judges again itself.
  private void changeModel(
      RoutingContext request, String gateway, JsonObject model, String action, Order order) {
    String id = model.getString("model");
    boolean isPromoted = model.getBoolean("promoted");
    if (action.equals(OrderTables.ROLL_BACK)) {
      if (!isPromoted) {
        Answers.fail(request, 409, id + " runs from the package of its site file");
        return;
      }
      send(
          request,
          gateway,
          order.operator(),
          "model_orders_sent",
          header -> new RollBackModel(header, id, order.note()));
      return;
    }
    JsonObject shadow = model.getJsonObject("shadow", new JsonObject());
    String sha256 = String.valueOf(order.body().getValue("sha256"));
    String stopped = shadow.getString("stopped", "");
    if (isPromoted || !sha256.equals(shadow.getString("sha256"))) {
      Answers.fail(
          request, 409, "the package " + sha256 + " does not run beside " + id + " any more");
    } else if (!stopped.isEmpty()) {
      Answers.fail(request, 409, "the package beside " + id + " has been stopped: " + stopped);
    } else {
      send(
          request,
          gateway,
          order.operator(),
          "model_orders_sent",
          header -> new PromoteModel(header, id, sha256, order.note()));
    }
  }

  private void send(
      RoutingContext request,
      String gateway,
      String operator,
      String counter,
      Function<Header, Command> order) {
    Future.fromCompletionStage(
            parts.desk().order(gateway, operator, order), request.vertx().getOrCreateContext())
        .onSuccess(
            command -> {
              parts.counters().add(counter, 1);
              request.response().setStatusCode(202);
              Answers.json(request, new JsonObject().put("commandId", command).encode());
            })
        .onFailure(e -> Answers.fail(request, 503, String.valueOf(e.getMessage())));
  }
}
