package org.fieldbeacon.simulator.scenario;

import java.util.List;
import java.util.Map;

/// One simulated server.
///
/// @param port 0..65535; 0 takes a free one
/// @param namespace URI of its variables: `urn:fieldbeacon:profile:pump-station`
/// @param users passwords by name; without any, everybody may sign in as nobody
/// @param isOpen whether it also offers an endpoint without security
public record ServerSpec(
    String id,
    int port,
    String namespace,
    Map<String, String> users,
    boolean isOpen,
    List<VariableSpec> variables) {
  public ServerSpec {
    users = Map.copyOf(users);
    variables = List.copyOf(variables);
  }

  /// What a variable is made of.
  public enum Type {
    BOOLEAN,
    INT16,
    UINT16,
    INT32,
    UINT32,
    FLOAT,
    DOUBLE
  }

  /// One variable.
  ///
  /// @param node its string identifier: `Gate1.Level`
  /// @param isWritable whether clients may set it; one that is set keeps what it was set to
  public record VariableSpec(
      String name, String node, Type type, boolean isWritable, Signal signal) {}

  /// The same on a port that the system chooses.
  public ServerSpec withAnyPort() {
    return new ServerSpec(id, 0, namespace, users, isOpen, variables);
  }
}
