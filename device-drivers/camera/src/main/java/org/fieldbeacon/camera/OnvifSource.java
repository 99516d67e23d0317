package org.fieldbeacon.camera;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.fieldbeacon.driver.DeviceStatus.State;

/// A picture from where the camera itself says (ONVIF Media Service Specification, GetSnapshotUri).
/// What it said is kept until a picture fails.
final class OnvifSource implements PictureSource {
  private static final int MAX_SOAP = 256 << 10;
  private static final String SOAP = "application/soap+xml; charset=utf-8";

  private final CameraWeb web;
  private final String service;
  private final String profile;
  private final int maxBytes;
  private final InstantSource clock;
  private final Supplier<String> nonces;
  private Optional<Place> place = Optional.empty();

  /// @param service path of the device service, usually `/onvif/device_service`
  /// @param profile token of the media profile; empty takes the camera's first
  /// @param clock for the time in a login, set right by the camera's own
  OnvifSource(
      CameraWeb web,
      String service,
      String profile,
      int maxBytes,
      InstantSource clock,
      Supplier<String> nonces) {
    this.web = web;
    this.service = service;
    this.profile = profile;
    this.maxBytes = maxBytes;
    this.clock = clock;
    this.nonces = nonces;
  }

  @Override
  public String name() {
    return "onvif " + web.authority(web.port());
  }

  @Override
  public Fetched fetch() {
    try {
      Place where = place.isPresent() ? place.get() : ask();
      place = Optional.of(where);
      Fetched fetched = SnapshotSource.picture(web, where.port(), where.target(), maxBytes);
      if (!(fetched instanceof Fetched.Pictures)) {
        place = Optional.empty();
      }
      return fetched;
    } catch (NoAnswer e) {
      return e.fetched;
    }
  }

  @Override
  public void close() {
    web.close();
  }

  /// Where something is on the camera's host.
  private record Place(int port, String target) {}

  /// An answer that ends the whole inquiry.
  private static final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Fetched fetched;

    NoAnswer(Fetched fetched) {
      super(fetched.toString(), null, false, false);
      this.fetched = fetched;
    }
  }

  private Place ask() throws NoAnswer {
    Duration ahead = ahead();
    var device = new Place(web.port(), service);
    SoapMessage capabilities = ask(device, SoapMessage.GET_MEDIA_CAPABILITY, ahead);
    Place media = capabilities.text("Media", "XAddr").map(this::place).orElse(device);
    String token = profile.isEmpty() ? firstProfile(media, ahead) : profile;
    SoapMessage answer = ask(media, SoapMessage.getSnapshotUri(token), ahead);
    return answer
        .text("MediaUri", "Uri")
        .map(this::place)
        .orElseThrow(() -> failed("GetSnapshotUri: got no Uri, wanted one"));
  }

  private String firstProfile(Place media, Duration ahead) throws NoAnswer {
    List<String> tokens =
        ask(media, SoapMessage.GET_PROFILES, ahead).attributes("Profiles", "token");
    if (tokens.isEmpty()) {
      throw failed("GetProfiles: got no profile, wanted one");
    }
    return tokens.getFirst();
  }

  /// How far the camera's clock is ahead; a login stamped with another time is refused. Cameras
  /// tell it to anybody (ONVIF Core Specification, GetSystemDateAndTime).
  private Duration ahead() throws NoAnswer {
    var device = new Place(web.port(), service);
    HttpReply reply = post(device, SoapMessage.request(SoapMessage.GET_TIME, Optional.empty()));
    if (reply instanceof HttpReply.Failed(State state, String what)) {
      throw new NoAnswer(new Fetched.Failed(state, what));
    }
    return reply instanceof HttpReply.Answer answer
        ? SoapMessage.read(answer.body())
            .flatMap(SoapMessage::utc)
            .map(theirs -> Duration.between(clock.instant(), theirs))
            .orElse(Duration.ZERO)
        : Duration.ZERO;
  }

  private SoapMessage ask(Place where, String body, Duration ahead) throws NoAnswer {
    Instant stamp = clock.instant().plus(ahead);
    Optional<String> security;
    try {
      security =
          web.login().isPresent()
              ? Optional.of(
                  SoapMessage.usernameToken(web.login().get().read(), nonces.get(), stamp))
              : Optional.empty();
    } catch (java.io.IOException e) {
      throw new NoAnswer(new Fetched.Failed(State.MISCONFIGURED, String.valueOf(e.getMessage())));
    }
    return switch (post(where, SoapMessage.request(body, security))) {
      case HttpReply.Failed(State state, String what) ->
          throw new NoAnswer(new Fetched.Failed(state, what));
      case HttpReply.Refused(String what) -> throw new NoAnswer(new Fetched.Refused(what));
      case HttpReply.Answer answer -> message(where, answer);
    };
  }

  private SoapMessage message(Place where, HttpReply.Answer answer) throws NoAnswer {
    SoapMessage message =
        SoapMessage.read(answer.body())
            .orElseThrow(
                () ->
                    failed(
                        where.target()
                            + ": got status "
                            + answer.status()
                            + " and no SOAP message"));
    if (message.isNotAuthorized()) {
      throw new NoAnswer(new Fetched.Refused(where.target() + ": " + message.fault().orElse("")));
    }
    if (message.fault().isPresent()) {
      throw failed(where.target() + ": fault: " + message.fault().get());
    }
    return message;
  }

  private HttpReply post(Place where, String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    return web.post(where.port(), where.target(), SOAP, bytes, MAX_SOAP);
  }

  /// Path and port of an address that the camera gave. Its host is not looked at: behind a router a
  /// camera knows only its inner one, and no other host is ever asked.
  private Place place(String address) {
    try {
      URI uri = URI.create(address.strip());
      String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      // A picture over HTTPS is not fetched from a port of plain HTTP, nor the other way round.
      boolean isItsOwn =
          web.host().equals(uri.getHost()) && web.scheme().equalsIgnoreCase(uri.getScheme());
      int usual = web.scheme().equals("https") ? 443 : 80;
      int stated = uri.getPort() > 0 ? uri.getPort() : usual;
      return new Place(
          isItsOwn ? stated : web.port(),
          uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    } catch (IllegalArgumentException _) {
      return new Place(web.port(), "/");
    }
  }

  private NoAnswer failed(String what) {
    return new NoAnswer(new Fetched.Failed(State.DEGRADED, name() + " " + what));
  }
}
