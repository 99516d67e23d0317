package org.fieldbeacon.opcua;

import java.lang.reflect.Array;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.UaRuntimeException;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.PointProfile;
import org.jspecify.annotations.Nullable;

/// Where a point is in a server's address space. `value = raw * scale + offset`.
///
/// @param point what it is
/// @param node `ns=2;s=Gate1.Level` or `nsu=urn:plc;s=Gate1.Level` (Part 6 §5.3.1.10)
/// @param index element of an array, -1 for a scalar
/// @param bit of a whole number, -1 for the number itself
/// @param deadband smallest change told between two polls, in the point's unit; 0: any change
record PointNode(
    PointProfile point,
    ExpandedNodeId node,
    int index,
    int bit,
    double scale,
    double offset,
    double deadband) {
  static final String NODE = "node";
  static final Set<String> KEYS = Set.of(NODE, "index", "bit", "scale", "offset", "deadband");
  static final String INSTANCE = "{instance}";

  private static final int MOST_INDEX = 65_535;
  private static final int LAST_BIT = 63;

  /// Reads a profile's words for one device.
  ///
  /// @param namespace of identifiers that name none; may be empty
  /// @param instance stands for `{instance}`
  /// @throws Attributes.InvalidAttribute at the first wrong word
  static PointNode read(PointProfile point, String namespace, String instance) {
    Attributes address = point.address();
    String text = address.text(NODE, "").replace(INSTANCE, instance);
    boolean bare = !text.startsWith("ns=") && !text.startsWith("nsu=");
    if (bare && !namespace.isEmpty()) {
      text = "nsu=" + namespace.replace(";", "%3B") + ";" + text;
    }
    return new PointNode(
        point,
        parse(text).orElse(ExpandedNodeId.NULL_VALUE),
        address.integer("index", 0, MOST_INDEX, -1),
        address.integer("bit", 0, LAST_BIT, -1),
        address.number("scale", 1),
        address.number("offset", 0),
        address.number("deadband", 0));
  }

  static Optional<ExpandedNodeId> parse(String text) {
    try {
      return Optional.of(ExpandedNodeId.parse(text));
    } catch (UaRuntimeException | IllegalArgumentException | IndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }

  boolean isKnown() {
    return node.isNotNull();
  }

  /// The node on a server with these namespaces; empty when the server does not have its namespace.
  Optional<NodeId> on(NamespaceTable namespaces) {
    return node.toNodeId(namespaces);
  }

  /// The number in a variable's value; empty when there is none in it.
  OptionalDouble value(@Nullable Object raw) {
    Object one = raw;
    if (one != null && one.getClass().isArray()) {
      if (index < 0 || index >= Array.getLength(one)) {
        return OptionalDouble.empty();
      }
      one = Array.get(one, index);
    } else if (index >= 0) {
      return OptionalDouble.empty();
    }
    OptionalDouble number =
        switch (one) {
          case Boolean b -> OptionalDouble.of(b ? 1 : 0);
          case Number n when bit >= 0 -> OptionalDouble.of(n.longValue() >>> bit & 1);
          case Float f -> OptionalDouble.of(Double.parseDouble(f.toString()));
          case Number n -> OptionalDouble.of(n.doubleValue());
          case null, default -> OptionalDouble.empty();
        };
    if (number.isEmpty() || !Double.isFinite(number.getAsDouble())) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(clean(number.getAsDouble() * scale + offset));
  }

  /// What `value` is before scaling.
  double raw(double value) {
    return (value - offset) / scale;
  }

  /// 658 * 0.1 is 65.8 to the field, not 65.80000000000001.
  private double clean(double scaled) {
    boolean unscaled = scale == 1 && offset == 0;
    return unscaled || Math.abs(scaled) >= 1e6 ? scaled : Math.round(scaled * 1e9) / 1e9;
  }
}
