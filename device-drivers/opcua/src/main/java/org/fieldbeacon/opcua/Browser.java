package org.fieldbeacon.opcua;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.sdk.client.BrowseHelper;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
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
import org.eclipse.milo.opcua.stack.core.types.structured.ReadResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;
import org.fieldbeacon.driver.FieldScanner.Found;
import org.jspecify.annotations.Nullable;

/// Walks a server's address space below Objects and tells its variables, each with the node id that
/// a profile needs. The server's own description of itself (namespace 0) is passed over.
final class Browser {
  private static final int MOST_DEPTH = 12;
  private static final int MOST_NODES = 5000;
  private static final Duration ONE = Duration.ofSeconds(10);
  private static final UInteger MOST_REFERENCES = Unsigned.uint(1000);
  private static final int WRITABLE = 0x02;

  private final OpcUaClient client;
  private final long end;
  private final Set<NodeId> seen = new HashSet<>();

  Browser(OpcUaClient client, Duration within) {
    this.client = client;
    this.end = System.nanoTime() + within.toNanos();
  }

  private record Place(NodeId node, String path, int depth) {}

  void variables(Consumer<Found> found) throws InterruptedException {
    Deque<Place> due = new ArrayDeque<>();
    due.add(new Place(NodeIds.ObjectsFolder, "", 0));
    while (!due.isEmpty() && seen.size() < MOST_NODES && System.nanoTime() < end) {
      Place place = due.poll();
      for (ReferenceDescription reference : below(place.node())) {
        NodeId node = reference.getNodeId().toNodeId(client.getNamespaceTable()).orElse(null);
        if (node == null || node.getNamespaceIndex().intValue() == 0 || !seen.add(node)) {
          continue;
        }
        String path = place.path() + "/" + reference.getBrowseName().name();
        if (reference.getNodeClass() == NodeClass.Variable) {
          found.accept(new Found(Map.of(), fields(node, path), List.of()));
        }
        if (place.depth() + 1 < MOST_DEPTH) {
          due.add(new Place(node, path, place.depth() + 1));
        }
      }
    }
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

  private Map<String, Object> fields(NodeId node, String path) throws InterruptedException {
    Map<String, Object> fields = new LinkedHashMap<>();
    String uri = String.valueOf(client.getNamespaceTable().get(node.getNamespaceIndex()));
    String plain = node.toParseableString();
    fields.put("path", path);
    fields.put("node", "nsu=" + uri + plain.substring(plain.indexOf(';')));
    try {
      ReadResponse answer =
          client
              .readAsync(
                  0.0,
                  TimestampsToReturn.Neither,
                  List.of(
                      attribute(node, AttributeId.Value),
                      attribute(node, AttributeId.UserAccessLevel)))
              .get(ONE.toMillis(), TimeUnit.MILLISECONDS);
      DataValue[] results = answer.getResults();
      if (results != null && results.length == 2) {
        Object value = results[0].value().value();
        fields.put("type", value == null ? "nothing" : value.getClass().getSimpleName());
        fields.put("value", shown(value));
        fields.put("status", StatusNames.of(results[0].statusCode()));
        fields.put(
            "writable",
            results[1].value().value() instanceof UByte level
                && (level.intValue() & WRITABLE) != 0);
      }
    } catch (ExecutionException | TimeoutException e) {
      fields.put("status", "no answer: " + e.getMessage());
    }
    return fields;
  }

  private static Object shown(@Nullable Object value) {
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
