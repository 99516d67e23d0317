package org.fieldbeacon.opcua;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.subscriptions.MonitoredItemSynchronizationException;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaMonitoredItem;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaSubscription;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.DataChangeTrigger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.DeadbandType;
import org.eclipse.milo.opcua.stack.core.types.structured.DataChangeFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a server tells by itself. After a restart of the server the old subscription is unknown to
/// it: Milo notices when it tries to transfer it, on a thread that may not call the server, so that
/// the owner is told and calls [#renew] on its own.
///
/// ```
///   create ──► told ──transfer failed | timed out | watchdog──► lost ──renew──► told
/// ```
final class Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

  /// Changes the server keeps of one point until the next publishing.
  private static final int QUEUE = 16;

  private static final int MOST_IN_ONE_PUBLISH = 1000;

  private final OpcUaSubscription subscription;
  private final Listener listener;

  /// Takes what comes, on Milo's threads. `changed` may wait: the server is then not asked for
  /// more.
  interface Listener {
    void changed(Watched watched, DataValue value);

    void lost(String why);
  }

  /// A point of a device that is watched.
  record Watched(String device, PointNode node) {}

  Subscription(OpcUaClient client, Duration publishing, Listener listener) {
    this.listener = listener;
    subscription = new OpcUaSubscription(client, publishing.toMillis());
    subscription.setMaxNotificationsPerPublish(Unsigned.uint(MOST_IN_ONE_PUBLISH));
    subscription.setSubscriptionListener(new Told());
  }

  /// Has these watched from now on; an item the server refuses is told by the reads that confirm
  /// each point.
  void create(Map<Watched, NodeId> points, Duration sampling) throws UaException {
    subscription.create();
    List<OpcUaMonitoredItem> items = new ArrayList<>();
    points.forEach((watched, node) -> items.add(item(watched, node, sampling)));
    subscription.addMonitoredItems(items);
    synchronize();
  }

  /// Makes it anew on the server, with all that was watched.
  void renew() throws UaException {
    subscription.reset();
    subscription.create();
    synchronize();
  }

  private void synchronize() throws UaException {
    try {
      subscription.synchronizeMonitoredItems();
    } catch (MonitoredItemSynchronizationException e) {
      boolean isWhole = e.getCreateResults().stream().allMatch(r -> r.serviceResult().isGood());
      if (!isWhole) {
        throw e;
      }
      LOG.info("some points cannot be watched: {}", e.getMessage());
    }
  }

  private static OpcUaMonitoredItem item(Watched watched, NodeId node, Duration sampling) {
    OpcUaMonitoredItem item = OpcUaMonitoredItem.newDataItem(node);
    item.setSamplingInterval(sampling.toMillis());
    item.setQueueSize(Unsigned.uint(QUEUE));
    item.setDiscardOldest(true);
    item.setUserObject(watched);
    double deadband = watched.node().deadband() / Math.abs(watched.node().scale());
    if (deadband > 0) {
      item.setFilter(
          new DataChangeFilter(
              DataChangeTrigger.StatusValue,
              Unsigned.uint(DeadbandType.Absolute.getValue()),
              deadband));
    }
    return item;
  }

  private final class Told implements OpcUaSubscription.SubscriptionListener {
    @Override
    public void onDataReceived(
        OpcUaSubscription of, List<OpcUaMonitoredItem> items, List<DataValue> values) {
      for (int i = 0; i < items.size(); i++) {
        if (items.get(i).getUserObject().orElse("") instanceof Watched watched) {
          listener.changed(watched, values.get(i));
        }
      }
    }

    @Override
    public void onTransferFailed(OpcUaSubscription of, StatusCode status) {
      listener.lost("the server no longer knows the subscription: " + StatusNames.of(status));
    }

    @Override
    public void onStatusChanged(OpcUaSubscription of, StatusCode status) {
      if (status.isBad()) {
        listener.lost("the server ended the subscription: " + StatusNames.of(status));
      }
    }

    @Override
    public void onWatchdogTimerElapsed(OpcUaSubscription of) {
      listener.lost("the subscription says nothing any more");
    }
  }
}
