package org.fieldbeacon.simulator.report;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A broker in the field, as small as one can be: it takes CONNECT of MQTT 3.1.1 and 5, grants
/// every subscription QoS 0, answers PINGREQ, and hands what the simulated devices publish to every
/// client that has subscribed to something. What clients publish is swallowed.
final class SmallBroker extends LineServer {
  private static final int MOST_PACKET = 1 << 16;

  /// Protocol level of each client that has subscribed: 4 or 5.
  private final Map<Socket, Integer> listeners = new ConcurrentHashMap<>();

  SmallBroker(int port) throws IOException {
    super(port);
  }

  @Override
  void talk(Socket client) throws IOException {
    var in = new DataInputStream(client.getInputStream());
    int level = 4;
    while (true) {
      int first = in.readUnsignedByte();
      byte[] body = in.readNBytes(length(in));
      switch (first >> 4) {
        case 1 -> {
          level = body.length > 6 ? body[6] : 4;
          answer(client, 0x20, level == 5 ? new byte[] {0, 0, 0} : new byte[] {0, 0});
        }
        case 8 -> {
          answer(client, 0x90, granted(body, level));
          listeners.put(client, level);
        }
        case 10 ->
            answer(
                client,
                0xB0,
                level == 5 ? new byte[] {body[0], body[1], 0, 0} : new byte[] {body[0], body[1]});
        case 12 -> answer(client, 0xD0, new byte[0]);
        case 14 -> throw new EOFException("goodbye");
        default -> {
          // PUBLISH, PUBACK and the rest say nothing that matters here.
        }
      }
    }
  }

  /// SUBACK: QoS 0 for each filter (MQTT 3.1.1 §3.9, 5.0 §3.9).
  private static byte[] granted(byte[] body, int level) {
    int at = 2;
    if (level == 5) {
      int properties = 0;
      int shift = 0;
      int b;
      do {
        b = body[at++];
        properties |= (b & 0x7F) << shift;
        shift += 7;
      } while ((b & 0x80) != 0);
      at += properties;
    }
    var out = new ByteArrayOutputStream();
    out.write(body, 0, 2);
    if (level == 5) {
      out.write(0);
    }
    while (at + 2 < body.length) {
      at += 2 + ((body[at] & 0xFF) << 8 | body[at + 1] & 0xFF) + 1;
      out.write(0);
    }
    return out.toByteArray();
  }

  private void answer(Socket client, int first, byte[] body) throws IOException {
    super.tell(client, MqttWire.packet(first, body));
  }

  /// @param packet a PUBLISH of MQTT 3.1.1, QoS 0
  @Override
  boolean tell(Socket client, byte[] packet) throws IOException {
    Integer level = listeners.get(client);
    return level != null && super.tell(client, level == 5 ? ofLevel5(packet) : packet);
  }

  /// With an empty list of properties after the topic (MQTT 5.0 §3.3.2.3).
  private static byte[] ofLevel5(byte[] packet) {
    int body = 1;
    while ((packet[body++] & 0x80) != 0) {
      // Steps over the remaining length.
    }
    int topicEnd = body + 2 + ((packet[body] & 0xFF) << 8 | packet[body + 1] & 0xFF);
    var out = new ByteArrayOutputStream();
    out.write(packet, body, topicEnd - body);
    out.write(0);
    out.write(packet, topicEnd, packet.length - topicEnd);
    return MqttWire.packet(packet[0], out.toByteArray());
  }

  private static int length(DataInputStream in) throws IOException {
    int length = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      int b = in.readUnsignedByte();
      length |= (b & 0x7F) << shift;
      if ((b & 0x80) == 0) {
        if (length > MOST_PACKET) {
          throw new IOException("a packet of " + length + " bytes, " + MOST_PACKET + " at most");
        }
        return length;
      }
    }
    throw new IOException("a remaining length of more than four bytes");
  }

  @Override
  void drop(Socket client) {
    listeners.remove(client);
    super.drop(client);
  }
}
