package org.fieldbeacon.simulator.opcua;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.eclipse.milo.opcua.sdk.server.EndpointConfig;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.identity.AnonymousIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.IdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.UsernameIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.X509IdentityValidator;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.DefaultApplicationGroup;
import org.eclipse.milo.opcua.stack.core.security.DefaultCertificateManager;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateStore;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.security.RsaSha256CertificateFactory;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.transport.TransportProfile;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.BuildInfo;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransport;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransportConfig;
import org.fieldbeacon.simulator.fault.Fault;
import org.fieldbeacon.simulator.fault.FaultSwitches;
import org.fieldbeacon.simulator.fault.ValueFaults;
import org.fieldbeacon.simulator.scenario.ServerSpec;
import org.fieldbeacon.simulator.scenario.ServerSpec.VariableSpec;

/// An OPC UA server on the loopback address. It believes every client, as nobody else can reach it;
/// its own certificate is made at its birth and kept over [#restart], as a PLC's is. Basic256Sha256
/// SignAndEncrypt, and an endpoint without security for discovery.
public final class OpcUaSimulator implements AutoCloseable {
  public static final String PATH = "/sim";

  private static final String HOST = "127.0.0.1";

  private final ServerSpec spec;
  private final int port;
  private final BiConsumer<String, Double> written;
  private final KeyPair keys;
  private final X509Certificate certificate;
  private final FaultSwitches faults = new FaultSwitches();
  private final ValueFaults valueFaults = new ValueFaults(faults);
  private final Set<X509Certificate> userCertificates = new CopyOnWriteArraySet<>();
  private final Map<String, Double> last = new HashMap<>();
  private Optional<Running> running = Optional.empty();
  private boolean wanted;

  private record Running(OpcUaServer server, Variables variables, EventLoopGroup network) {}

  /// @param written told of what clients set, by the variable's name, on the server's threads
  /// @throws IOException when no port can be had
  public OpcUaSimulator(ServerSpec spec, BiConsumer<String, Double> written) throws IOException {
    this.spec = spec;
    this.written = written;
    port = spec.port() == 0 ? freePort() : spec.port();
    try {
      keys = SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
      certificate = certificate(spec.id(), keys);
    } catch (Exception e) {
      throw new IOException("no certificate: " + e.getMessage(), e);
    }
    faults.watch(this::followCut);
  }

  public String id() {
    return spec.id();
  }

  public int port() {
    return port;
  }

  /// As clients reach it.
  public String url() {
    return "opc.tcp://" + HOST + ":" + port + PATH;
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public FaultSwitches faults() {
    return faults;
  }

  /// Lets somebody sign in by a certificate; before `start`. Nobody else may then.
  public OpcUaSimulator believeUser(X509Certificate user) {
    userCertificates.add(user);
    return this;
  }

  public synchronized OpcUaSimulator start() throws IOException {
    wanted = true;
    open();
    return this;
  }

  /// Everything a client had with it is forgotten: sessions, subscriptions.
  public synchronized void restart() throws IOException {
    shut();
    open();
  }

  /// Sets a variable now.
  public synchronized void set(String name, double value) {
    VariableSpec variable = variable(name);
    put(name, Variables.typed(variable.type(), value), StatusCode.GOOD);
  }

  /// Has a variable say that it is not good, with the value it has.
  public synchronized void setStatus(String name, StatusCode status) {
    running.ifPresent(
        r -> {
          DataValue now = r.variables().get(name);
          put(name, now == null ? Variant.NULL_VALUE : now.value(), status);
        });
  }

  /// What a variable holds; NaN when it is no number.
  public synchronized double value(String name) {
    Object value = running.map(r -> r.variables().get(name)).map(v -> v.value().value()).orElse("");
    return switch (value) {
      case Boolean b -> b ? 1 : 0;
      case Number n -> n.doubleValue();
      default -> Double.NaN;
    };
  }

  /// Brings the variables to this simulated time; a constant is left to its clients.
  public synchronized void update(Duration elapsed) {
    valueFaults.update(elapsed);
    if (running.isEmpty()) {
      return;
    }
    for (VariableSpec variable : spec.variables()) {
      double value = variable.signal().at(elapsed) + valueFaults.error(variable.name());
      Double before = last.get(variable.name());
      if (!valueFaults.isStuck(variable.name()) && (before == null || before != value)) {
        last.put(variable.name(), value);
        put(variable.name(), Variables.typed(variable.type(), value), StatusCode.GOOD);
      }
    }
  }

  @Override
  public synchronized void close() {
    wanted = false;
    shut();
  }

  private void put(String name, Variant value, StatusCode status) {
    var now = DateTime.now();
    running.ifPresent(r -> r.variables().set(name, new DataValue(value, status, now, now)));
  }

  private VariableSpec variable(String name) {
    return spec.variables().stream()
        .filter(v -> v.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no variable " + name));
  }

  /// A cut link is a server that is gone, as far as clients can tell.
  private synchronized void followCut() {
    boolean isCut = faults.find(Fault.LinkCut.class).isPresent();
    if (isCut) {
      shut();
    } else if (wanted && running.isEmpty()) {
      try {
        open();
      } catch (IOException e) {
        throw new IllegalStateException("port " + port + " was taken while it was cut", e);
      }
    }
  }

  private void open() throws IOException {
    if (running.isPresent()) {
      return;
    }
    EventLoopGroup network =
        new MultiThreadIoEventLoopGroup(
            1,
            Thread.ofPlatform().daemon().name("opcua-sim-", 0).factory(),
            NioIoHandler.newFactory());
    try {
      var server =
          new OpcUaServer(
              config(),
              _ ->
                  new OpcTcpServerTransport(
                      OpcTcpServerTransportConfig.newBuilder().setEventLoop(network).build()));
      var variables = new Variables(server, spec, written);
      variables.startup();
      server.startup().get(20, TimeUnit.SECONDS);
      running = Optional.of(new Running(server, variables, network));
      last.clear();
      for (VariableSpec variable : spec.variables()) {
        double value = variable.signal().at(Duration.ZERO);
        put(variable.name(), Variables.typed(variable.type(), value), StatusCode.GOOD);
        last.put(variable.name(), value);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (Exception e) {
      var _ = network.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw new IOException("port " + port + ": " + e.getMessage(), e);
    }
  }

  private void shut() {
    running.ifPresent(
        r -> {
          try {
            r.variables().shutdown();
            r.server().shutdown().get(5, TimeUnit.SECONDS);
            // Connections that clients still hold end with their event loop.
            r.network().shutdownGracefully(0, 2, TimeUnit.SECONDS).get(5, TimeUnit.SECONDS);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          } catch (ExecutionException | TimeoutException _) {
            // What does not end in time ends with the process.
          }
        });
    running = Optional.empty();
  }

  private OpcUaServerConfig config() throws Exception {
    var trust = new MemoryTrustListManager();
    var quarantine = new MemoryCertificateQuarantine();
    CertificateValidator believesAll = (_, _, _) -> {};
    var group =
        DefaultApplicationGroup.createAndInitialize(
            trust, new MemoryCertificateStore(), new Certificates(), believesAll);
    return OpcUaServerConfig.builder()
        .setApplicationUri(uri(spec.id()))
        .setApplicationName(LocalizedText.english("Fieldbeacon simulator " + spec.id()))
        .setProductUri("urn:fieldbeacon:simulator")
        .setBuildInfo(
            new BuildInfo(
                "urn:fieldbeacon:simulator", "Fieldbeacon", "simulator", "", "", DateTime.now()))
        .setEndpoints(endpoints())
        .setCertificateManager(new DefaultCertificateManager(quarantine, group))
        .setIdentityValidator(identities())
        .build();
  }

  private IdentityValidator identities() {
    if (!userCertificates.isEmpty()) {
      return new X509IdentityValidator(userCertificates::contains);
    }
    return spec.users().isEmpty()
        ? AnonymousIdentityValidator.INSTANCE
        : new UsernameIdentityValidator(
            c -> c.getPassword().equals(spec.users().get(c.getUsername())));
  }

  private UserTokenPolicy signIn() {
    if (!userCertificates.isEmpty()) {
      return OpcUaServerConfig.USER_TOKEN_POLICY_X509;
    }
    return spec.users().isEmpty()
        ? OpcUaServerConfig.USER_TOKEN_POLICY_ANONYMOUS
        : OpcUaServerConfig.USER_TOKEN_POLICY_USERNAME;
  }

  private Set<EndpointConfig> endpoints() {
    EndpointConfig.Builder base =
        EndpointConfig.newBuilder()
            .setTransportProfile(TransportProfile.TCP_UASC_UABINARY)
            .setBindAddress(HOST)
            .setBindPort(port)
            .setHostname(HOST)
            .setCertificate(certificate)
            .addTokenPolicies(signIn());
    Set<EndpointConfig> endpoints = new LinkedHashSet<>();
    endpoints.add(
        base.copy()
            .setPath(PATH)
            .setSecurityPolicy(SecurityPolicy.Basic256Sha256)
            .setSecurityMode(MessageSecurityMode.SignAndEncrypt)
            .build());
    endpoints.add(
        base.copy()
            .setPath(spec.isOpen() ? PATH : PATH + "/discovery")
            .setSecurityPolicy(SecurityPolicy.None)
            .setSecurityMode(MessageSecurityMode.None)
            .build());
    return endpoints;
  }

  private final class Certificates extends RsaSha256CertificateFactory {
    @Override
    protected KeyPair createRsaSha256KeyPair() {
      return keys;
    }

    @Override
    protected X509Certificate[] createRsaSha256CertificateChain(KeyPair pair) {
      return new X509Certificate[] {certificate};
    }
  }

  private static X509Certificate certificate(String id, KeyPair keys) throws Exception {
    Instant now = Instant.now();
    return new SelfSignedCertificateGenerator()
        .generateSelfSigned(
            keys,
            Date.from(now.minus(Duration.ofDays(1))),
            Date.from(now.plus(Duration.ofDays(3650))),
            "Fieldbeacon simulator " + id,
            "Fieldbeacon",
            "simulator",
            "",
            "",
            "CN",
            uri(id),
            List.of("localhost"),
            List.of(HOST),
            SelfSignedCertificateBuilder.SA_SHA256_RSA);
  }

  private static String uri(String id) {
    return "urn:fieldbeacon:simulator:" + id;
  }

  /// Outside the range from which the system lends ports to whoever connects: it must still be free
  /// after a cut.
  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (BindException _) {
        // Taken; another one.
      }
    }
  }
}
