package org.fieldbeacon.simulator.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.fieldbeacon.simulator.fault.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ModbusSimulatorIT {
  private static final String READ_FIRST = "01 03 0000 0001";
  private static final String FIRST_IS_1234 = "030204D2";

  private ModbusSimulator server;

  ModbusSimulatorIT() throws IOException {
    server = new ModbusSimulator(Framing.TCP, 0);
  }

  @BeforeEach
  void start() throws IOException {
    server.start().unit(1).set(Table.HOLDING_REGISTER, 0, 1234);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void answersAndCounts() throws IOException {
    try (var client = new Client(server.port())) {
      assertEquals(FIRST_IS_1234, client.ask(READ_FIRST));
      assertEquals(FIRST_IS_1234, client.ask(READ_FIRST));
    }
    assertEquals(2, server.requests());
  }

  /// A client may send several requests at once (Messaging on TCP/IP V1.0b §4.2.2): each answer
  /// carries its request's transaction number.
  @Test
  void answersRequestsThatCameTogether() throws IOException {
    try (var client = new Client(server.port())) {
      client.send("0007 0000 0006 01 03 0000 0001" + "0008 0000 0006 01 03 0000 0001");
      assertEquals("00070000000501030204D2", client.receive(11));
      assertEquals("00080000000501030204D2", client.receive(11));
    }
  }

  @Test
  void tellsAnAbsentUnitFromAnAbsentRegister() throws IOException {
    try (var client = new Client(server.port())) {
      assertEquals("830B", client.ask("02 03 0000 0001"));
      assertEquals("8302", client.ask("01 03 0001 0001"));
    }
  }

  @Test
  void servesManyUnitsOnOnePort() throws IOException {
    for (int id = 1; id <= 247; id++) {
      server.unit(id).set(Table.HOLDING_REGISTER, 0, 1000 + id);
    }
    try (var client = new Client(server.port())) {
      for (int id = 1; id <= 247; id++) {
        assertEquals(
            "0302%04X".formatted(1000 + id), client.ask("%02X 03 0000 0001".formatted(id)));
      }
    }
  }

  /// Promise 7: a client that sends noise is dropped and counted; the next is served.
  @Test
  void servesOnAfterNoise() throws IOException {
    var random = new Random(20210720);
    for (int round = 0; round < 50; round++) {
      byte[] noise = new byte[64];
      random.nextBytes(noise);
      noise[2] = 1; // A protocol number that is not Modbus.
      try (var client = new Client(server.port())) {
        client.send(java.util.HexFormat.of().formatHex(noise));
        assertTrue(endsOrBreaks(client), "round " + round);
      }
    }
    assertEquals(50, server.badFrames());
    try (var client = new Client(server.port())) {
      assertEquals(FIRST_IS_1234, client.ask(READ_FIRST));
    }
  }

  @Test
  void survivesAClientThatLeavesInTheMiddle() throws IOException {
    String whole = "00010000000601030000" + "0001";
    for (int length = 2; length < whole.length(); length += 2) {
      try (var client = new Client(server.port())) {
        client.send(whole.substring(0, length));
      }
    }
    try (var client = new Client(server.port())) {
      assertEquals(FIRST_IS_1234, client.ask(READ_FIRST));
    }
  }

  @Test
  void isSilentWhileTheFaultLasts() throws IOException {
    var fault = new Fault.Silence();
    try (var client = new Client(server.port())) {
      server.unit(1).faults().on(fault);
      client.patience(150);
      assertThrows(SocketTimeoutException.class, () -> client.ask(READ_FIRST));
      server.unit(1).faults().off(fault);
      client.patience(60_000);
      assertEquals(FIRST_IS_1234, client.ask(READ_FIRST));
    }
  }

  @Test
  void aSilentUnitLeavesItsNeighbourAlone() throws IOException {
    server.unit(2).set(Table.HOLDING_REGISTER, 0, 7);
    server.unit(1).faults().on(new Fault.Silence());
    try (var client = new Client(server.port())) {
      assertEquals("03020007", client.ask("02 03 0000 0001"));
    }
  }

  @Test
  void sendsNoiseInsteadOfAnAnswer() throws IOException {
    server.unit(1).faults().on(new Fault.Garbage(11));
    try (var client = new Client(server.port())) {
      client.send("0001 0000 0006" + READ_FIRST);
      assertNotEquals("00010000000501" + FIRST_IS_1234, client.receive(11));
    }
  }

  @Test
  void refusesWithTheCodeOfTheFault() throws IOException {
    server.unit(1).faults().on(new Fault.Refusal(4));
    try (var client = new Client(server.port())) {
      assertEquals("8304", client.ask(READ_FIRST));
    }
  }

  @Test
  void answersLateWhenSlow() throws IOException {
    server.unit(1).faults().on(new Fault.Slow(Duration.ofMillis(250)));
    long before = System.nanoTime();
    try (var client = new Client(server.port())) {
      assertEquals(FIRST_IS_1234, client.ask(READ_FIRST));
    }
    assertTrue(System.nanoTime() - before >= 250_000_000L, "answered at once");
  }

  /// A cut link ends what is open, refuses what is new, and comes back on the same port.
  @Test
  void cutsAndRestoresTheLink() throws Exception {
    int port = server.port();
    try (var client = new Client(port)) {
      assertEquals(FIRST_IS_1234, client.ask(READ_FIRST));
      server.unit(1).faults().on(new Fault.LinkCut());
      assertTrue(endsOrBreaks(client));
    }
    assertThrows(ConnectException.class, () -> new Client(port).close());
    server.unit(1).faults().clear();
    assertEquals(FIRST_IS_1234, askWhenBack(port));
  }

  @Test
  void closesTwiceAndEndsItsClients() throws IOException {
    try (var client = new Client(server.port())) {
      assertEquals(FIRST_IS_1234, client.ask(READ_FIRST));
      server.close();
      server.close();
      assertTrue(endsOrBreaks(client));
    }
  }

  @Test
  void refusesAPortThatIsTaken() throws IOException {
    try (var second = new ModbusSimulator(Framing.TCP, server.port())) {
      assertThrows(IOException.class, second::start);
    }
  }

  /// The published soil-probe exchange, byte by byte with a CRC.
  @Test
  void speaksRtuOverTcp() throws IOException {
    try (var rtu = new ModbusSimulator(Framing.RTU, 0).start()) {
      rtu.unit(1).set(Table.HOLDING_REGISTER, 0, 658, 65481, 1000, 68, 32, 37, 48);
      try (var client = new Client(rtu.port())) {
        client.send("FF FF");
        client.send("010300000007" + "0408");
        assertEquals("01030E0292FFC903E800440020002500306559", client.receive(19));
      }
      assertEquals(1, rtu.requests());
    }
  }

  @Test
  void keepsSilentOnRtuForABadChecksumAndAnAbsentUnit() throws IOException {
    try (var rtu = new ModbusSimulator(Framing.RTU, 0).start()) {
      rtu.unit(1).set(Table.HOLDING_REGISTER, 0, 658, 0, 0, 0, 0, 0, 0);
      try (var client = new Client(rtu.port())) {
        client.patience(200);
        client.send("010300000007" + "0409");
        assertThrows(SocketTimeoutException.class, () -> client.receive(1));
        client.send("0203001E0003" + "65FE");
        assertThrows(SocketTimeoutException.class, () -> client.receive(1));
        client.patience(60_000);
        client.send("010300000007" + "0408");
        assertEquals("01030E0292", client.receive(5));
      }
    }
  }

  /// Unit 0 on a serial line is for all, and nobody answers (Serial Line V1.02 §2.1).
  @Test
  void takesABroadcastOnRtuWithoutAnswer() throws IOException {
    try (var rtu = new ModbusSimulator(Framing.RTU, 0).start()) {
      rtu.unit(1).define(Table.COIL, 0, 8);
      rtu.unit(2).define(Table.COIL, 0, 8);
      try (var client = new Client(rtu.port())) {
        client.patience(200);
        client.send("00050003FF00" + "7DEB");
        assertThrows(SocketTimeoutException.class, () -> client.receive(1));
      }
      long deadline = System.nanoTime() + 60_000_000_000L;
      while (rtu.unit(2).get(Table.COIL, 3) == 0 && System.nanoTime() < deadline) {
        LockSupport.parkNanos(1_000_000);
      }
      assertEquals(1, rtu.unit(1).get(Table.COIL, 3));
      assertEquals(1, rtu.unit(2).get(Table.COIL, 3));
    }
  }

  private static String askWhenBack(int port) throws Exception {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (true) {
      try (var client = new Client(port)) {
        return client.ask(READ_FIRST);
      } catch (ConnectException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  /// End of stream and a reset both mean that the server hung up.
  private static boolean endsOrBreaks(Client client) throws IOException {
    try {
      return client.isEnded();
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (EOFException | java.net.SocketException _) {
      return true;
    }
  }
}
