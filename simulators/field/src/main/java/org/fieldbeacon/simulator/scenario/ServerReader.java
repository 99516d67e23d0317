package org.fieldbeacon.simulator.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The `servers` of a scenario.
final class ServerReader {
  static final Set<String> REQUIRED = Set.of("id", "port", "namespace", "variables");
  static final Set<String> OPTIONAL = Set.of("users", "open");
  static final Set<String> VARIABLE_REQUIRED = Set.of("node");
  static final Set<String> VARIABLE_OPTIONAL =
      Set.of("type", "writable", "value", "series", "column", "mode", "bucket-mm", "window");

  private final Recordings recordings;

  ServerReader(Recordings recordings) {
    this.recordings = recordings;
  }

  ServerSpec read(YamlCursor at) {
    Map<String, YamlCursor> keys = at.mapping(REQUIRED, OPTIONAL);
    Map<String, String> users = new LinkedHashMap<>();
    Optional.ofNullable(keys.get("users"))
        .ifPresent(
            u -> u.mapping(Set.of(), Set.of()).forEach((name, c) -> users.put(name, c.text())));
    return new ServerSpec(
        keys.containsKey("id") ? keys.get("id").name() : "",
        keys.containsKey("port") ? keys.get("port").integer(0, 65535) : 0,
        keys.containsKey("namespace") ? keys.get("namespace").text() : "",
        users,
        flag(keys, "open"),
        variables(Optional.ofNullable(keys.get("variables"))));
  }

  private List<ServerSpec.VariableSpec> variables(Optional<YamlCursor> section) {
    List<ServerSpec.VariableSpec> variables = new ArrayList<>();
    Map<String, String> taken = new HashMap<>();
    section.ifPresent(
        s ->
            s.mapping(Set.of(), Set.of())
                .forEach(
                    (name, at) -> {
                      ServerSpec.VariableSpec variable = variable(name, at);
                      String other = taken.putIfAbsent(variable.node(), name);
                      if (other != null) {
                        at.problem("the node of " + other, "a node of its own");
                      }
                      variables.add(variable);
                    }));
    return variables;
  }

  private ServerSpec.VariableSpec variable(String name, YamlCursor at) {
    Map<String, YamlCursor> keys = at.mapping(VARIABLE_REQUIRED, VARIABLE_OPTIONAL);
    return new ServerSpec.VariableSpec(
        name,
        keys.containsKey("node") ? keys.get("node").text() : "",
        keys.containsKey("type")
            ? keys.get("type").oneOf(ServerSpec.Type.class)
            : ServerSpec.Type.DOUBLE,
        flag(keys, "writable"),
        RegisterReader.signal(recordings, at, keys));
  }

  private static boolean flag(Map<String, YamlCursor> keys, String key) {
    YamlCursor cursor = keys.get(key);
    if (cursor == null) {
      return false;
    }
    String text = cursor.text();
    if (!text.equals("true") && !text.equals("false")) {
      cursor.problem("true or false");
    }
    return text.equals("true");
  }
}
