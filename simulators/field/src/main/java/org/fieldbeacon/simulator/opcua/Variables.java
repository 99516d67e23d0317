package org.fieldbeacon.simulator.opcua;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.eclipse.milo.opcua.sdk.core.AccessLevel;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.nodes.UaFolderNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.sdk.server.nodes.filters.AttributeFilter;
import org.eclipse.milo.opcua.sdk.server.nodes.filters.AttributeFilterContext;
import org.eclipse.milo.opcua.sdk.server.util.SubscriptionModel;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.fieldbeacon.simulator.scenario.ServerSpec;
import org.fieldbeacon.simulator.scenario.ServerSpec.VariableSpec;
import org.jspecify.annotations.Nullable;

/// The variables of one simulated server, in a folder of their own under Objects.
final class Variables extends ManagedNamespaceWithLifecycle {
  private final Map<String, UaVariableNode> nodes = new LinkedHashMap<>();
  private final SubscriptionModel subscriptions;

  /// @param written told of what clients set, by the variable's name
  Variables(OpcUaServer server, ServerSpec spec, BiConsumer<String, Double> written) {
    super(server, spec.namespace());
    subscriptions = new SubscriptionModel(server, this);
    getLifecycleManager().addLifecycle(subscriptions);
    getLifecycleManager().addStartupTask(() -> add(spec, written));
  }

  void set(String name, DataValue value) {
    UaVariableNode node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException(
          "variable: got " + name + ", wanted one of " + nodes.keySet());
    }
    node.setValue(value);
  }

  @Nullable DataValue get(String name) {
    UaVariableNode node = nodes.get(name);
    return node == null ? null : node.getValue();
  }

  private void add(ServerSpec spec, BiConsumer<String, Double> written) {
    var folder =
        new UaFolderNode(
            getNodeContext(),
            newNodeId(spec.id()),
            newQualifiedName(spec.id()),
            LocalizedText.english(spec.id()));
    getNodeManager().addNode(folder);
    folder.addReference(
        new Reference(
            folder.getNodeId(), NodeIds.Organizes, NodeIds.ObjectsFolder.expanded(), false));
    for (VariableSpec variable : spec.variables()) {
      UaVariableNode node = node(variable);
      node.getFilterChain().addLast(new Watch(variable, written));
      getNodeManager().addNode(node);
      folder.addOrganizes(node);
      nodes.put(variable.name(), node);
    }
  }

  private UaVariableNode node(VariableSpec variable) {
    var access = variable.isWritable() ? AccessLevel.READ_WRITE : AccessLevel.READ_ONLY;
    return new UaVariableNode.UaVariableNodeBuilder(getNodeContext())
        .setNodeId(newNodeId(variable.node()))
        .setAccessLevel(access)
        .setUserAccessLevel(access)
        .setBrowseName(newQualifiedName(variable.name()))
        .setDisplayName(LocalizedText.english(variable.name()))
        .setDataType(dataType(variable.type()))
        .setTypeDefinition(NodeIds.BaseDataVariableType)
        .build();
  }

  private static NodeId dataType(ServerSpec.Type type) {
    return switch (type) {
      case BOOLEAN -> NodeIds.Boolean;
      case INT16 -> NodeIds.Int16;
      case UINT16 -> NodeIds.UInt16;
      case INT32 -> NodeIds.Int32;
      case UINT32 -> NodeIds.UInt32;
      case FLOAT -> NodeIds.Float;
      case DOUBLE -> NodeIds.Double;
    };
  }

  /// `value` as the variable holds it, cut to what fits.
  static Variant typed(ServerSpec.Type type, double value) {
    return switch (type) {
      case BOOLEAN -> Variant.ofBoolean(value >= 0.5);
      case INT16 -> Variant.ofInt16((short) Math.clamp(Math.round(value), -32_768, 32_767));
      case UINT16 -> Variant.ofUInt16(Unsigned.ushort(Math.clamp(Math.round(value), 0, 65_535)));
      case INT32 ->
          Variant.ofInt32(Math.clamp(Math.round(value), Integer.MIN_VALUE, Integer.MAX_VALUE));
      case UINT32 -> Variant.ofUInt32(Unsigned.uint(Math.clamp(Math.round(value), 0, 0xFFFFFFFFL)));
      case FLOAT -> Variant.ofFloat((float) value);
      case DOUBLE -> Variant.ofDouble(value);
    };
  }

  @Override
  public void onDataItemsCreated(List<DataItem> items) {
    subscriptions.onDataItemsCreated(items);
  }

  @Override
  public void onDataItemsModified(List<DataItem> items) {
    subscriptions.onDataItemsModified(items);
  }

  @Override
  public void onDataItemsDeleted(List<DataItem> items) {
    subscriptions.onDataItemsDeleted(items);
  }

  @Override
  public void onMonitoringModeChanged(List<MonitoredItem> items) {
    subscriptions.onMonitoringModeChanged(items);
  }

  /// Sees what clients write.
  private record Watch(VariableSpec variable, BiConsumer<String, Double> written)
      implements AttributeFilter {
    @Override
    public void writeAttribute(
        AttributeFilterContext context, AttributeId attribute, @Nullable Object value)
        throws UaException {
      AttributeFilter.super.writeAttribute(context, attribute, value);
      if (attribute == AttributeId.Value && value instanceof DataValue set) {
        switch (set.value().value()) {
          case Boolean b -> written.accept(variable.name(), b ? 1.0 : 0.0);
          case Number n -> written.accept(variable.name(), n.doubleValue());
          case null, default -> {}
        }
      }
    }
  }
}
