package org.fieldbeacon.camera;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.fieldbeacon.camera.HttpReply.Answer;
import org.fieldbeacon.camera.HttpReply.Failed;
import org.fieldbeacon.camera.HttpReply.Refused;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.Link;
import org.fieldbeacon.driver.LinkConfig;

/// A camera's HTTP face: requests with the login that it wants. The link's thread asks; `close` may
/// come from any thread.
final class CameraWeb implements AutoCloseable {
  private final LinkConfig.Tcp link;
  private final Optional<SSLContext> tls;
  private final Optional<LoginFile> login;
  private final Scheme scheme;
  private final Supplier<String> nonces;
  private final Talk talk;
  private Optional<Digest> digest = Optional.empty();
  private int uses;
  private volatile Optional<Link> open = Optional.empty();

  /// How a password may be sent. With `BASIC` anybody on the line can read it, so it is used only
  /// where the site says so.
  enum Scheme {
    DIGEST,
    BASIC
  }

  /// @param nonces gives a client nonce never given before
  /// @param tls whom to believe; empty for a connection that anybody can read
  CameraWeb(
      LinkConfig.Tcp link,
      Optional<SSLContext> tls,
      Optional<LoginFile> login,
      Scheme scheme,
      Supplier<String> nonces,
      Talk talk) {
    this.link = link;
    this.tls = tls;
    this.login = login;
    this.scheme = scheme;
    this.nonces = nonces;
    this.talk = talk;
  }

  /// `http` or `https`.
  String scheme() {
    return tls.isPresent() ? "https" : "http";
  }

  String host() {
    return link.host();
  }

  int port() {
    return link.port();
  }

  /// `10.0.0.7:80`, as a URI has it.
  String authority(int port) {
    boolean isIpv6 = link.host().indexOf(':') >= 0;
    return (isIpv6 ? "[" + link.host() + "]" : link.host()) + ":" + port;
  }

  Optional<LoginFile> login() {
    return login;
  }

  HttpReply get(int port, String target, int maxBody) {
    return ask(new Request(port, "GET", target, "", new byte[0], maxBody));
  }

  HttpReply post(int port, String target, String contentType, byte[] body, int maxBody) {
    return ask(new Request(port, "POST", target, contentType, body, maxBody));
  }

  @Override
  public void close() {
    open.ifPresent(Link::close);
  }

  private record Request(
      int port, String method, String target, String contentType, byte[] body, int maxBody) {}

  /// With what is known of the login; once more when the camera wants another, and a third time
  /// when it only wants a fresh nonce.
  private HttpReply ask(Request request) {
    Optional<Login> who;
    try {
      who = login.isPresent() ? Optional.of(login.get().read()) : Optional.empty();
    } catch (IOException e) {
      return new Failed(State.MISCONFIGURED, String.valueOf(e.getMessage()));
    }
    HttpReply reply = send(request, who.flatMap(w -> authorization(w, request)));
    for (int again = 0; reply instanceof Answer answer && answer.status() == 401; again++) {
      boolean isBelieved = again == 0 || again == 1 && isStale(answer);
      if (!isBelieved) {
        return new Refused("401 for user " + who.map(Login::user).orElse("") + at(request));
      }
      Optional<String> wrong = learn(answer, who);
      if (wrong.isPresent()) {
        return new Refused(wrong.get() + at(request));
      }
      reply = send(request, who.flatMap(w -> authorization(w, request)));
    }
    if (reply instanceof Answer answer && answer.status() == 403) {
      return new Refused("403, not allowed" + at(request));
    }
    return reply;
  }

  private String at(Request request) {
    return ": " + authority(request.port()) + request.target();
  }

  private static boolean isStale(Answer answer) {
    return Digest.strongest(Challenge.all(answer.header("www-authenticate")))
        .filter(Digest::isStale)
        .isPresent();
  }

  /// What is wrong with what the camera wants; empty when it can be given.
  private Optional<String> learn(Answer answer, Optional<Login> who) {
    List<Challenge> challenges = Challenge.all(answer.header("www-authenticate"));
    List<String> schemes = challenges.stream().map(Challenge::scheme).distinct().toList();
    if (who.isEmpty()) {
      return Optional.of("401: got no user, wanted user and password-file in the address");
    }
    if (scheme == Scheme.BASIC) {
      return schemes.contains("basic")
          ? Optional.empty()
          : Optional.of(
              "401: got a camera that asks for " + schemes + ", wanted basic as the site says");
    }
    digest = Digest.strongest(challenges);
    uses = 0;
    return digest.isPresent()
        ? Optional.empty()
        : Optional.of(
            "401: got a camera that asks for "
                + schemes
                + ", wanted digest; the site may say authentication: basic");
  }

  private Optional<String> authorization(Login who, Request request) {
    if (scheme == Scheme.BASIC) {
      return Optional.of(who.basic());
    }
    return digest.map(
        d -> {
          uses++;
          return d.answer(
              who, request.method(), request.target(), request.body(), uses, nonces.get());
        });
  }

  private HttpReply send(Request request, Optional<String> authorization) {
    var head = new StringBuilder();
    head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(authority(request.port())).append("\r\n");
    head.append("User-Agent: fieldbeacon\r\nAccept: */*\r\nConnection: close\r\n");
    authorization.ifPresent(a -> head.append("Authorization: ").append(a).append("\r\n"));
    if (request.method().equals("POST")) {
      head.append("Content-Type: ").append(request.contentType()).append("\r\n");
      head.append("Content-Length: ").append(request.body().length).append("\r\n");
    }
    byte[] top = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    byte[] bytes = Arrays.copyOf(top, top.length + request.body().length);
    System.arraycopy(request.body(), 0, bytes, top.length, request.body().length);
    Link line = lineTo(request.port());
    open = Optional.of(line);
    String whom = scheme() + " " + authority(request.port());
    String login = authorization.isPresent() ? ", with a login" : "";
    talk.asked(whom, () -> request.method() + " " + request.target() + login);
    try {
      var exchange = new HttpExchange(line, link.responseTimeout(), request.maxBody());
      HttpReply reply = exchange.send(bytes);
      talk.answered(whom, () -> words(reply));
      return reply;
    } finally {
      open = Optional.empty();
    }
  }

  private static String words(HttpReply reply) {
    return switch (reply) {
      case Answer answer ->
          answer.status()
              + ", "
              + answer.header("content-type").stream().findFirst().orElse("no type")
              + ", "
              + answer.body().length
              + " bytes";
      case Failed(State state, String what) -> state + ": " + what;
      case Refused(String what) -> "refused: " + what;
    };
  }

  /// The same host; a service of the camera may be on another port.
  private Link lineTo(int port) {
    Link plain =
        new LinkConfig.Tcp(
                link.name(),
                link.host(),
                port,
                link.connectTimeout(),
                link.responseTimeout(),
                link.settings())
            .newLink();
    return tls.isPresent() ? new TlsLink(plain, tls.get(), link.host(), port) : plain;
  }
}
