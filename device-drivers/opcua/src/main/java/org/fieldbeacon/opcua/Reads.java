package org.fieldbeacon.opcua;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;

/// Reads the values of points, a hundred in a request: a small PLC's limit (OPC UA Part 7, Embedded
/// 2017 server profile).
///
/// @param timeout of one request
record Reads(OpcUaClient client, Duration timeout) {
  private static final int MOST = 100;

  /// How it went.
  sealed interface Answer {
    /// One for each point, in order.
    record Values(List<DataValue> values) implements Answer {}

    record Silent(String why) implements Answer {}
  }

  Answer read(List<PointNode> points) throws InterruptedException {
    List<NodeId> ids = new ArrayList<>();
    for (PointNode point : points) {
      ids.add(point.on(client.getNamespaceTable()).orElse(NodeId.NULL_VALUE));
    }
    List<DataValue> values = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += MOST) {
      List<NodeId> some = ids.subList(from, Math.min(ids.size(), from + MOST));
      CompletableFuture<List<DataValue>> answer =
          client.readValuesAsync(0.0, TimestampsToReturn.Both, some);
      try {
        List<DataValue> got = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (got.size() != some.size()) {
          return new Answer.Silent("got " + got.size() + " values, wanted " + some.size());
        }
        values.addAll(got);
      } catch (TimeoutException _) {
        answer.cancel(true);
        return new Answer.Silent("no answer within " + timeout.toMillis() + " ms");
      } catch (ExecutionException e) {
        var status =
            UaException.extract(e)
                .map(UaException::getStatusCode)
                .orElseGet(() -> new StatusCode(StatusCodes.Bad_UnexpectedError));
        return new Answer.Silent(StatusNames.of(status));
      }
    }
    return new Answer.Values(values);
  }
}
