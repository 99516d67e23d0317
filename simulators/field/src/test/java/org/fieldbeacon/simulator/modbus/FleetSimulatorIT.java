package org.fieldbeacon.simulator.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.fieldbeacon.simulator.modbus.FleetSimulator.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FleetSimulatorIT {
  /// All connections open at once, as a gateway has them.
  @Test
  void servesFiveHundredDevicesOnFiveHundredPorts() throws IOException {
    try (var fleet = FleetSimulator.ofDevices(500).start()) {
      fleet.advance(100);
      assertEquals(500, new HashSet<>(fleet.endpoints()).size());
      ask(fleet);
    }
  }

  @Test
  void servesFiveHundredDevicesOnThreePorts() throws IOException {
    try (var fleet = new FleetSimulator(500, 3, 30).start()) {
      fleet.advance(100);
      assertEquals(500, new HashSet<>(fleet.endpoints()).size());
      assertEquals(3, fleet.endpoints().stream().map(Endpoint::port).distinct().count());
      ask(fleet);
    }
  }

  @Test
  void refusesMoreDevicesThanAPortCanTell() {
    assertThrows(IllegalArgumentException.class, () -> new FleetSimulator(500, 2, 30).close());
    assertThrows(IllegalArgumentException.class, () -> new FleetSimulator(2, 3, 30).close());
  }

  private static void ask(FleetSimulator fleet) throws IOException {
    List<Client> clients = new ArrayList<>();
    try {
      List<Endpoint> endpoints = fleet.endpoints();
      for (int device = 0; device < endpoints.size(); device++) {
        clients.add(new Client(endpoints.get(device).port()));
      }
      for (int device = 0; device < endpoints.size(); device++) {
        String answer =
            clients.get(device).ask("%02X03 0000 001E".formatted(endpoints.get(device).unit()));
        assertEquals("033C%04X".formatted(100 + device), answer.substring(0, 8));
        assertEquals("%04X".formatted(100 + device + 29), answer.substring(answer.length() - 4));
      }
      assertEquals(endpoints.size(), fleet.requests());
    } finally {
      for (Client client : clients) {
        client.close();
      }
    }
  }
}
