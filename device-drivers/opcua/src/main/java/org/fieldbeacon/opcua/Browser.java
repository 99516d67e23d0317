package org.fieldbeacon.opcua;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.sdk.client.BrowseHelper;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.UaSerializationException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UByte;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseDirection;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseResultMask;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.EUInformation;
import org.eclipse.milo.opcua.stack.core.types.structured.Range;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;
import org.jspecify.annotations.Nullable;

/// Walks a server's address space below Objects and tells its variables, each with the node id that
/// a profile needs and the unit where the server knows it (Part 8 §5.3.2.3). The server's own
/// description of itself (namespace 0) is passed over.
final class Browser {
  private static final int MOST_DEPTH = 12;
  private static final int MOST_NODES = 5000;

  /// Variables in one Read request; five attributes and properties of each at most.
  private static final int BATCH = 20;

  private static final Duration ONE = Duration.ofSeconds(10);
  private static final UInteger MOST_REFERENCES = Unsigned.uint(1000);
  private static final int WRITABLE = 0x02;
  private static final String CEFACT = "http://www.opcfoundation.org/UA/units/un/cefact";
  private static final String UNITS = "EngineeringUnits";
  private static final String RANGE = "EURange";

  private final OpcUaClient client;
  private final long end;
  private final Set<NodeId> seen = new HashSet<>();

  Browser(OpcUaClient client, Duration within) {
    this.client = client;
    this.end = System.nanoTime() + within.toNanos();
  }

  private record Place(NodeId node, String path, boolean isVariable, int depth) {}

  /// A variable before it was read.
  private record Unread(NodeId node, String path, Map<String, NodeId> properties) {}

  /// @return whether that was all of them
  boolean variables(Consumer<Variable> found) throws InterruptedException {
    Deque<Place> due = new ArrayDeque<>();
    due.add(new Place(NodeIds.ObjectsFolder, "", false, 0));
    List<Unread> unread = new ArrayList<>();
    boolean isCut = false;
    while (!due.isEmpty() && System.nanoTime() < end) {
      Place place = due.poll();
      Map<String, NodeId> properties = new LinkedHashMap<>();
      for (ReferenceDescription reference : below(place.node())) {
        NodeId node = reference.getNodeId().toNodeId(client.getNamespaceTable()).orElse(null);
        String name = String.valueOf(reference.getBrowseName().name());
        if (node != null && place.isVariable() && isProperty(reference)) {
          properties.put(name, node);
        } else if (node != null && node.getNamespaceIndex().intValue() != 0) {
          boolean isRoom = seen.size() < MOST_NODES && place.depth() < MOST_DEPTH;
          isCut |= !isRoom && !seen.contains(node);
          if (isRoom && seen.add(node)) {
            boolean isVariable = reference.getNodeClass() == NodeClass.Variable;
            due.add(new Place(node, place.path() + "/" + name, isVariable, place.depth() + 1));
          }
        }
      }
      if (place.isVariable()) {
        unread.add(new Unread(place.node(), place.path(), properties));
      }
      if (unread.size() >= BATCH || due.isEmpty()) {
        read(unread).forEach(found);
        unread.clear();
      }
    }
    read(unread).forEach(found);
    return due.isEmpty() && !isCut;
  }

  private static boolean isProperty(ReferenceDescription reference) {
    return NodeIds.HasProperty.equals(reference.getReferenceTypeId());
  }

  private List<ReferenceDescription> below(NodeId node) throws InterruptedException {
    var what =
        new BrowseDescription(
            node,
            BrowseDirection.Forward,
            NodeIds.HierarchicalReferences,
            true,
            Unsigned.uint(NodeClass.Object.getValue() | NodeClass.Variable.getValue()),
            Unsigned.uint(BrowseResultMask.All.getValue()));
    try {
      return BrowseHelper.browse(client, what, MOST_REFERENCES)
          .get(ONE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException _) {
      return new ArrayList<>();
    }
  }

  private List<Variable> read(List<Unread> unread) throws InterruptedException {
    if (unread.isEmpty()) {
      return List.of();
    }
    List<ReadValueId> asked = new ArrayList<>();
    for (Unread one : unread) {
      asked.add(attribute(one.node(), AttributeId.Value));
      asked.add(attribute(one.node(), AttributeId.UserAccessLevel));
      asked.add(attribute(one.node(), AttributeId.DataType));
      properties(one).forEach(p -> asked.add(attribute(p, AttributeId.Value)));
    }
    List<Variable> variables = new ArrayList<>();
    DataValue[] results = new DataValue[0];
    String trouble = "no answer";
    try {
      ReadResponse answer =
          client
              .readAsync(0.0, TimestampsToReturn.Neither, asked)
              .get(ONE.toMillis(), TimeUnit.MILLISECONDS);
      results = Optional.ofNullable(answer.getResults()).orElse(results);
    } catch (ExecutionException | TimeoutException e) {
      trouble = "no answer: " + e.getMessage();
    }
    boolean isWhole = results.length == asked.size();
    int at = 0;
    for (Unread one : unread) {
      int count = 3 + properties(one).size();
      variables.add(
          isWhole
              ? variable(one, List.of(results).subList(at, at + count))
              : variable(one, "nothing", false, Map.of("status", trouble)));
      at += count;
    }
    return variables;
  }

  private static List<NodeId> properties(Unread one) {
    List<NodeId> known = new ArrayList<>();
    Optional.ofNullable(one.properties().get(UNITS)).ifPresent(known::add);
    Optional.ofNullable(one.properties().get(RANGE)).ifPresent(known::add);
    return known;
  }

  private Variable variable(Unread one, List<DataValue> results) {
    Object value = results.get(0).value().value();
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("value", shown(value));
    told.put("status", StatusNames.of(results.get(0).statusCode()));
    told.put(
        "writable",
        results.get(1).value().value() instanceof UByte level
            && (level.intValue() & WRITABLE) != 0);
    results.subList(3, results.size()).forEach(r -> describe(r.value().value(), told));
    OpcUaDataType builtin =
        results.get(2).value().value() instanceof NodeId id ? OpcUaDataType.fromNodeId(id) : null;
    return variable(one, type(value, builtin), isNumber(value, builtin), told);
  }

  private Variable variable(Unread one, String type, boolean isNumber, Map<String, Object> told) {
    NodeId node = one.node();
    String plain = node.toParseableString();
    return new Variable(
        one.path(),
        node.getNamespaceIndex().intValue(),
        String.valueOf(client.getNamespaceTable().get(node.getNamespaceIndex())),
        plain.substring(plain.indexOf(';') + 1),
        type,
        isNumber,
        told);
  }

  private static String type(@Nullable Object value, @Nullable OpcUaDataType builtin) {
    if (value != null && value.getClass().isArray()) {
      return value.getClass().getComponentType().getSimpleName() + "[]";
    }
    if (builtin != null) {
      return builtin.name();
    }
    return value == null ? "nothing" : value.getClass().getSimpleName();
  }

  private static boolean isNumber(@Nullable Object value, @Nullable OpcUaDataType builtin) {
    Class<?> kind;
    if (value != null) {
      kind = value.getClass().isArray() ? value.getClass().getComponentType() : value.getClass();
    } else if (builtin != null) {
      kind = builtin.getBackingClass();
    } else {
      return false;
    }
    return Number.class.isAssignableFrom(kind) || kind == Boolean.class;
  }

  /// What a property of a variable says.
  private void describe(@Nullable Object property, Map<String, Object> told) {
    if (!(property instanceof ExtensionObject coded)) {
      return;
    }
    try {
      switch (coded.decode(client.getStaticEncodingContext())) {
        case EUInformation unit -> {
          String name = unit.getDisplayName() == null ? null : unit.getDisplayName().text();
          told.put("unit", name == null ? "" : name);
          if (CEFACT.equals(unit.getNamespaceUri()) && unit.getUnitId() != null) {
            Variable.unitCode(unit.getUnitId()).ifPresent(code -> told.put("unit-code", code));
          }
        }
        case Range range -> told.put("range", List.of(range.getLow(), range.getHigh()));
        default -> {}
      }
    } catch (UaSerializationException _) {
      // A unit that cannot be read is as none.
    }
  }

  static Object shown(@Nullable Object value) {
    return switch (value) {
      case Boolean b -> b;
      case Number n -> n.doubleValue();
      case String s -> s.length() > 80 ? s.substring(0, 80) + "…" : s;
      case null -> "";
      default -> value.getClass().isArray() ? "an array" : value.getClass().getSimpleName();
    };
  }

  private static ReadValueId attribute(NodeId node, AttributeId attribute) {
    return new ReadValueId(node, attribute.uid(), null, QualifiedName.NULL_VALUE);
  }
}
