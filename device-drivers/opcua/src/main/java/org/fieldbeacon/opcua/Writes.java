package org.fieldbeacon.opcua;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaSession;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteValue;
import org.fieldbeacon.driver.Actuator.WriteResult;

/// Writes of one session. Any thread.
final class Writes {
  private final OpcUaClient client;
  private final Map<NodeId, OpcUaDataType> types = new ConcurrentHashMap<>();

  Writes(OpcUaClient client) {
    this.client = client;
  }

  /// Writes the value alone, as most PLCs refuse a status or a time with it. A session that is
  /// being mended is waited for, but nothing is sent after `timeout`.
  WriteResult write(PointNode point, NodeId node, double value, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      Variant typed;
      try {
        typed = typed(typeOf(node, deadline), point.raw(value));
      } catch (IllegalArgumentException e) {
        return new WriteResult.Refused(name(node) + ": " + e.getMessage());
      }
      OpcUaSession session = await(client.getSessionAsync(), deadline);
      UInteger left = Unsigned.uint(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      var request =
          new WriteRequest(
              client.newRequestHeader(session.getAuthenticationToken(), left),
              new WriteValue[] {
                new WriteValue(node, AttributeId.Value.uid(), null, DataValue.valueOnly(typed))
              });
      var response = (WriteResponse) await(client.sendRequestAsync(request), deadline);
      StatusCode[] results = response.getResults();
      StatusCode result = results == null || results.length == 0 ? StatusCode.BAD : results[0];
      return result.isBad()
          ? new WriteResult.Refused(name(node) + ": " + StatusNames.of(result))
          : new WriteResult.Done();
    } catch (TimeoutException _) {
      return new WriteResult.TimedOut(name(node) + ": no answer within " + timeout);
    } catch (UaException e) {
      return new WriteResult.TimedOut(name(node) + ": " + StatusNames.of(e.getStatusCode()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new WriteResult.TimedOut(name(node) + ": interrupted");
    }
  }

  /// What the variable is made of, asked once: by its data type where that is a built-in one, else
  /// (enumerations, types of the vendor's) by the value it has.
  private OpcUaDataType typeOf(NodeId node, long deadline)
      throws UaException, InterruptedException, TimeoutException {
    OpcUaDataType known = types.get(node);
    if (known != null) {
      return known;
    }
    ReadResponse answer =
        await(
            client.readAsync(
                0.0,
                TimestampsToReturn.Neither,
                List.of(attribute(node, AttributeId.DataType), attribute(node, AttributeId.Value))),
            deadline);
    DataValue[] results = answer.getResults();
    if (results == null || results.length != 2) {
      throw new IllegalArgumentException("got no answer about its type");
    }
    OpcUaDataType type =
        declared(results[0])
            .or(() -> held(results[1]))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "got a variable of unknown type ("
                            + StatusNames.of(results[0].statusCode())
                            + "), wanted a number or a boolean"));
    types.put(node, type);
    return type;
  }

  private static Optional<OpcUaDataType> declared(DataValue answer) {
    return answer.value().value() instanceof NodeId id && isNumber(OpcUaDataType.fromNodeId(id))
        ? Optional.ofNullable(OpcUaDataType.fromNodeId(id))
        : Optional.empty();
  }

  private static Optional<OpcUaDataType> held(DataValue answer) {
    Object value = answer.value().value();
    return value == null
        ? Optional.empty()
        : Optional.ofNullable(OpcUaDataType.fromBackingClass(value.getClass()))
            .filter(Writes::isNumber);
  }

  private static boolean isNumber(@org.jspecify.annotations.Nullable OpcUaDataType type) {
    return type != null && type.compareTo(OpcUaDataType.Double) <= 0;
  }

  /// @throws IllegalArgumentException when the value does not fit
  static Variant typed(OpcUaDataType type, double raw) {
    return switch (type) {
      case Boolean -> Variant.ofBoolean(raw != 0);
      case Float -> Variant.ofFloat((float) raw);
      case Double -> Variant.ofDouble(raw);
      case SByte -> Variant.ofSByte((byte) whole(raw, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case Byte -> Variant.ofByte(Unsigned.ubyte(whole(raw, 0, 255)));
      case Int16 -> Variant.ofInt16((short) whole(raw, Short.MIN_VALUE, Short.MAX_VALUE));
      case UInt16 -> Variant.ofUInt16(Unsigned.ushort((int) whole(raw, 0, 65_535)));
      case Int32 -> Variant.ofInt32((int) whole(raw, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case UInt32 -> Variant.ofUInt32(Unsigned.uint(whole(raw, 0, 0xFFFFFFFFL)));
      case Int64 -> Variant.ofInt64(whole(raw, Long.MIN_VALUE, Long.MAX_VALUE));
      case UInt64 -> Variant.ofUInt64(Unsigned.ulong(whole(raw, 0, Long.MAX_VALUE)));
      default -> throw new IllegalArgumentException("got a " + type + ", wanted a number");
    };
  }

  private static long whole(double raw, long least, long most) {
    double rounded = Math.rint(raw);
    if (!(rounded >= least && rounded <= most)) {
      throw new IllegalArgumentException("got " + raw + ", wanted " + least + ".." + most);
    }
    return (long) rounded;
  }

  private static ReadValueId attribute(NodeId node, AttributeId attribute) {
    return new ReadValueId(node, attribute.uid(), null, QualifiedName.NULL_VALUE);
  }

  private static String name(NodeId node) {
    return "node " + node.toParseableString();
  }

  private static <T> T await(CompletableFuture<T> future, long deadline)
      throws UaException, InterruptedException, TimeoutException {
    try {
      return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw UaException.extract(e).orElseGet(() -> new UaException(e.getCause()));
    }
  }
}
