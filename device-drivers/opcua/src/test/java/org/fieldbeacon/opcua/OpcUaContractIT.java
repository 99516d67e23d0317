package org.fieldbeacon.opcua;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.driver.SessionDriverContract;
import org.fieldbeacon.driver.StreamingDriver;
import org.fieldbeacon.simulator.opcua.OpcUaSimulator;
import org.fieldbeacon.simulator.scenario.ServerSpec;
import org.fieldbeacon.simulator.scenario.ServerSpec.VariableSpec;
import org.fieldbeacon.simulator.scenario.Signal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/// The kit on a secured session with Milo's own server. An answer cut in its middle while the
/// connection stays has no meaning of its own: what follows is then no OPC UA any more, which is
/// the case of garbage.
class OpcUaContractIT extends SessionDriverContract {
  private static final String NAMESPACE = "urn:fieldbeacon:test";

  @TempDir Path folder;
  private Optional<OpcUaSimulator> serving = Optional.empty();

  @Override
  protected int serverPort() {
    try {
      var spec =
          new ServerSpec(
              "plc",
              0,
              NAMESPACE,
              Map.of(),
              false,
              List.of(
                  new VariableSpec(
                      "level",
                      "Plant.level",
                      ServerSpec.Type.DOUBLE,
                      false,
                      new Signal.Constant(1.5))));
      var server = new OpcUaSimulator(spec, (_, _) -> {}).start();
      serving = Optional.of(server);
      Path trusted = Files.createDirectories(folder.resolve("state/trusted/certs"));
      Files.write(trusted.resolve("server.der"), server.certificate().getEncoded());
      return URI.create(server.url()).getPort();
    } catch (IOException | CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void end() {
    serving.ifPresent(OpcUaSimulator::close);
  }

  @Override
  protected Device device() {
    return Site.device(
        NAMESPACE,
        Duration.ofMillis(500),
        List.of(Site.point("level", Access.READ, Map.of("node", "s=Plant.level"))));
  }

  @Override
  protected StreamingDriver driver(int port, Device device, DriverContext context) {
    var link = Site.link("opc.tcp://127.0.0.1:" + port + "/sim", folder.resolve("state"), Map.of());
    return (StreamingDriver) new OpcUaDriverFactory().create(link, List.of(device), context);
  }
}
