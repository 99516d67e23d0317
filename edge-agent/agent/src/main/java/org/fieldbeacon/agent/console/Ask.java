package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.fieldbeacon.agent.console.AuditLog.Actor;
import org.fieldbeacon.agent.console.Sessions.Session;

/// One request that has passed the gate.
///
/// @param session empty on routes that need none
/// @param query the query's fields, found sound
/// @param body the body's fields, found sound; empty object where there is none
record Ask(RoutingContext context, Optional<Session> session, JsonObject query, JsonObject body) {

  String path(String name) {
    return context.pathParam(name);
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(context.request().getHeader(name));
  }

  String address() {
    return context.request().remoteAddress().hostAddress();
  }

  Actor actor() {
    return session
        .map(s -> new Actor(s.name(), s.role().word(), address()))
        .orElse(new Actor("", "nobody", address()));
  }

  boolean mayWhat(Role least) {
    return session.map(s -> s.role().mayWhat(least)).orElse(false);
  }

  String who() {
    return session.map(Session::name).orElse("");
  }
}
