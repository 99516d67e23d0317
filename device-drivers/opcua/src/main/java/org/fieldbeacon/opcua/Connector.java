package org.fieldbeacon.opcua;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.eclipse.milo.opcua.sdk.client.DiscoveryClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfig;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfigBuilder;
import org.eclipse.milo.opcua.sdk.client.identity.AnonymousProvider;
import org.eclipse.milo.opcua.sdk.client.identity.IdentityProvider;
import org.eclipse.milo.opcua.sdk.client.identity.UsernameProvider;
import org.eclipse.milo.opcua.sdk.client.identity.X509IdentityProvider;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.EndpointUtil;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.LinkConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way to one server: what it offers is asked, the endpoint of the wanted security taken, its
/// certificate judged, and only then is a channel opened and a session signed in.
final class Connector {
  private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

  /// Keys are made and signatures checked on slow boards: an answer in a second would be too much
  /// to ask while connecting.
  private static final Duration LEAST_CONNECT = Duration.ofSeconds(10);

  private static final Duration SESSION = Duration.ofMinutes(2);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

  /// In one Publish answer or Read request; a PLC's limits are near.
  private static final int MOST_PENDING_PUBLISHES = 2;

  private final LinkConfig.Endpoint link;
  private final SecurityChoice security;
  private final Identity identity;
  private final InstantSource clock;
  private final CompletableFuture<Boolean> closing = new CompletableFuture<>();
  private volatile Optional<Shown> shown = Optional.empty();

  /// Who signs in.
  enum Identity {
    ANONYMOUS,
    PASSWORD,
    CERTIFICATE
  }

  Connector(LinkConfig.Endpoint link, InstantSource clock) {
    this.link = link;
    this.clock = clock;
    security = SecurityChoice.read(link.settings());
    identity = identity(link);
  }

  static Identity identity(LinkConfig.Endpoint link) {
    return link.settings()
        .oneOf(
            "identity",
            Identity.class,
            link.user().isPresent() ? Identity.PASSWORD : Identity.ANONYMOUS);
  }

  /// How an attempt ended.
  sealed interface Attempt {
    record Up(OpcUaClient client) implements Attempt {}

    /// @param state LINK_DOWN, OFFLINE, or MISCONFIGURED where a person has to do something
    record Down(State state, String detail) implements Attempt {}
  }

  /// What the server showed of itself, and when who is believed had last been changed.
  private record Shown(
      TrustFolder trust, List<X509Certificate> chain, String applicationUri, FileTime changed) {
    Shown asOf(FileTime now) {
      return new Shown(trust, chain, applicationUri, now);
    }
  }

  String name() {
    return "opcua " + link.url();
  }

  /// Blocks for a few times the connect timeout at most.
  Attempt connect() throws InterruptedException {
    try {
      var trust = new TrustFolder(link.stateDir());
      shown = shown.map(s -> s.asOf(trust.changed()));
      List<EndpointDescription> offered = await(discover(), "no list of endpoints");
      Optional<EndpointDescription> chosen = choose(offered);
      return chosen.isEmpty() ? notOffered(offered) : connect(chosen.get(), trust);
    } catch (IOException e) {
      return misconfigured(String.valueOf(e.getMessage()));
    } catch (UaException e) {
      return down(e);
    }
  }

  /// Whether a person has changed who is believed since the server was last judged. Cheap.
  boolean isTrustChanged() {
    return shown.isPresent() && !shown.get().trust().changed().equals(shown.get().changed());
  }

  /// Judges the server that a session is open with again, where a person has changed who is
  /// believed.
  ///
  /// @return whether it may stay open
  boolean isStillBelieved() {
    if (!isTrustChanged()) {
      return true;
    }
    Shown now = shown.orElseThrow();
    shown = Optional.of(now.asOf(now.trust().changed()));
    try {
      return now.trust().judge(now.chain(), now.applicationUri(), link.url().getHost())
          instanceof TrustFolder.Verdict.Believed;
    } catch (IOException e) {
      LOG.warn("link={} cannot read who is believed: {}", link.name(), e.getMessage());
      return false;
    }
  }

  /// What the server offers, for people.
  List<EndpointDescription> endpoints() throws UaException, InterruptedException {
    return await(discover(), "no list of endpoints");
  }

  private CompletableFuture<List<EndpointDescription>> discover() {
    return DiscoveryClient.getEndpoints(
        link.url().toString(), t -> Threads.use(t, connectTimeout().toMillis()));
  }

  /// The best that is exactly as wanted, at the address that was asked: servers often name
  /// themselves by a host name which nobody else resolves.
  private Optional<EndpointDescription> choose(List<EndpointDescription> offered) {
    URI url = link.url();
    return offered.stream()
        .filter(security::isOffered)
        .max(
            (a, b) ->
                Integer.compare(a.getSecurityLevel().intValue(), b.getSecurityLevel().intValue()))
        .map(e -> EndpointUtil.updateUrl(e, url.getHost(), url.getPort()));
  }

  private Attempt notOffered(List<EndpointDescription> offered) {
    String all =
        offered.stream().map(SecurityChoice::describe).distinct().collect(Collectors.joining(", "));
    return misconfigured(
        "got a server that offers "
            + (all.isEmpty() ? "nothing" : all)
            + "; wanted "
            + security
            + ": enable it in the server, or say what it shall be in the link's settings");
  }

  private Attempt connect(EndpointDescription endpoint, TrustFolder trust)
      throws IOException, UaException, InterruptedException {
    OpcUaClientConfigBuilder config = OpcUaClientConfig.builder();
    if (security.isSecured()) {
      if (security.policy() == SecurityChoice.Policy.AES256_SHA256_RSAPSS) {
        Security.addProvider(new BouncyCastleProvider());
      }
      FileTime changed = trust.changed();
      List<X509Certificate> chain = chainOf(endpoint);
      shown = Optional.of(new Shown(trust, chain, uriOf(endpoint), changed));
      switch (trust.judge(chain, uriOf(endpoint), link.url().getHost())) {
        case TrustFolder.Verdict.NotBelieved(String detail) -> {
          return misconfigured(detail);
        }
        case TrustFolder.Verdict.Believed(var validator) ->
            config.setCertificateValidator(validator);
      }
    }
    OwnIdentity own = OwnIdentity.inFolder(trust.own(), link.name(), clock.instant());
    configure(config, endpoint, own, signIn(trust));
    OpcUaClient client =
        OpcUaClient.create(config.build(), t -> Threads.use(t, connectTimeout().toMillis()));
    try {
      await(client.connectAsync(), "no session");
      return new Attempt.Up(client);
    } catch (UaException e) {
      close(client);
      return refused(e, own, trust);
    } catch (InterruptedException e) {
      close(client);
      throw e;
    }
  }

  private void configure(
      OpcUaClientConfigBuilder config,
      EndpointDescription endpoint,
      OwnIdentity own,
      IdentityProvider signIn) {
    config
        .setApplicationName(LocalizedText.english("Fieldbeacon"))
        .setApplicationUri(own.applicationUri())
        .setProductUri("urn:fieldbeacon")
        .setEndpoint(endpoint)
        .setKeyPair(own.pair())
        .setCertificate(own.certificate())
        .setCertificateChain(new X509Certificate[] {own.certificate()})
        .setIdentityProvider(signIn)
        .setSessionTimeout(Unsigned.uint(SESSION.toMillis()))
        .setRequestTimeout(Unsigned.uint(requestTimeout().toMillis()))
        .setKeepAliveInterval(Unsigned.uint(KEEP_ALIVE.toMillis()))
        .setKeepAliveTimeout(Unsigned.uint(KEEP_ALIVE.toMillis()))
        .setMaxPendingPublishRequests(Unsigned.uint(MOST_PENDING_PUBLISHES));
  }

  private IdentityProvider signIn(TrustFolder trust) throws IOException {
    return switch (identity) {
      case ANONYMOUS -> new AnonymousProvider();
      case PASSWORD -> new UsernameProvider(link.user().orElse(""), password());
      case CERTIFICATE -> {
        OwnIdentity user = OwnIdentity.load(trust.user());
        yield new X509IdentityProvider(user.certificate(), user.key());
      }
    };
  }

  private String password() throws IOException {
    Path file = link.passwordFile().orElseThrow(() -> new IOException("no password-file"));
    return Files.readString(file).strip();
  }

  private static List<X509Certificate> chainOf(EndpointDescription endpoint)
      throws UaException, IOException {
    try {
      List<X509Certificate> chain =
          CertificateUtil.decodeCertificates(endpoint.getServerCertificate().bytesOrEmpty());
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (UaException e) {
      throw new IOException("got a server certificate that cannot be read: " + e.getMessage(), e);
    }
    throw new IOException("got no server certificate, wanted one to compare");
  }

  private static String uriOf(EndpointDescription endpoint) {
    String uri = endpoint.getServer().getApplicationUri();
    return uri == null ? "" : uri;
  }

  /// A server that does not believe us says so in one of many ways, or just hangs up.
  private Attempt refused(UaException e, OwnIdentity own, TrustFolder trust) {
    long code = e.getStatusCode().value();
    if (code == StatusCodes.Bad_UserAccessDenied
        || code == StatusCodes.Bad_IdentityTokenRejected
        || code == StatusCodes.Bad_IdentityTokenInvalid) {
      return misconfigured(
          "sign-in refused with " + StatusNames.of(e.getStatusCode()) + ": " + signInHint(trust));
    }
    if (security.isSecured() && (e.getStatusCode().isSecurityError() || isHangUp(code))) {
      return misconfigured(
          "secure channel refused with "
              + StatusNames.of(e.getStatusCode())
              + "; have the server believe "
              + trust.own().resolve(OwnIdentity.CERTIFICATE)
              + ", thumbprint "
              + Thumbprint.of(own.certificate()));
    }
    return down(e);
  }

  private String signInHint(TrustFolder trust) {
    return switch (identity) {
      case ANONYMOUS -> "the server wants a user; give the link user and password-file";
      case PASSWORD -> "user \"" + link.user().orElse("") + "\" or what password-file holds";
      case CERTIFICATE -> "the server must believe the user certificate in " + trust.user();
    };
  }

  private static boolean isHangUp(long code) {
    return code == StatusCodes.Bad_ConnectionClosed || code == StatusCodes.Bad_ConnectionRejected;
  }

  private Attempt down(UaException e) {
    Throwable deepest = e;
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      deepest = cause;
    }
    StatusCode status = e.getStatusCode();
    String why = deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
    return new Attempt.Down(
        State.LINK_DOWN, name() + ": " + StatusNames.of(status) + " (" + why + ")");
  }

  private Attempt misconfigured(String detail) {
    return new Attempt.Down(State.MISCONFIGURED, name() + ": " + detail);
  }

  private <T> T await(CompletableFuture<T> future, String missing)
      throws UaException, InterruptedException {
    try {
      var _ =
          CompletableFuture.anyOf(future, closing)
              .get(2 * connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
      if (!future.isDone()) {
        throw new UaException(StatusCodes.Bad_Shutdown, "closed while connecting");
      }
      return future.get();
    } catch (ExecutionException e) {
      throw UaException.extract(e).orElseGet(() -> new UaException(e.getCause()));
    } catch (TimeoutException e) {
      throw new UaException(
          StatusCodes.Bad_Timeout, missing + " within " + connectTimeout().multipliedBy(2), e);
    } finally {
      future.cancel(true);
    }
  }

  Duration requestTimeout() {
    return link.responseTimeout();
  }

  private Duration connectTimeout() {
    Duration response = link.responseTimeout();
    return response.compareTo(LEAST_CONNECT) > 0 ? response : LEAST_CONNECT;
  }

  /// Ends an attempt that hangs; any thread.
  void giveUp() {
    closing.complete(true);
  }

  /// Within a second and a half.
  static void close(OpcUaClient client) {
    try {
      client.disconnectAsync().get(1500, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException _) {
      // A server that does not answer the farewell forgets the session by itself.
    }
  }
}
