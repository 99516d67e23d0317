package org.fieldbeacon.mqtt;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// How to reach a broker and as whom.
///
/// @param broker `tcp://host:1883` or `ssl://host:8883`
/// @param clientId unique at the broker; the same one takes its session over
/// @param login user and password
/// @param tls whom to trust and which certificate to show with `ssl`; the JDK's trust when empty
/// @param will published by the broker when this end vanishes without a goodbye
/// @param keepAlive whole seconds, 1 s..18 h
/// @param connectTimeout for TCP, TLS and CONNACK together
/// @param cleanStart whether to throw away what the broker kept for this client id
/// @param sessionExpiry how long the broker keeps subscriptions and QoS 1 messages after the end
public record MqttConfig(
    URI broker,
    String clientId,
    Optional<Login> login,
    Optional<SSLContext> tls,
    Optional<Will> will,
    Duration keepAlive,
    Duration connectTimeout,
    boolean cleanStart,
    Duration sessionExpiry) {

  private static final int MAX_KEEP_ALIVE_S = 65_535;

  public MqttConfig {
    String scheme = String.valueOf(broker.getScheme());
    if (!scheme.equals("tcp") && !scheme.equals("ssl")) {
      throw new IllegalArgumentException(
          "broker: got \"" + broker + "\", wanted tcp://host:port or ssl://host:port");
    }
    if (scheme.equals("tcp") && tls.isPresent()) {
      throw new IllegalArgumentException(
          "broker: got " + broker + " with TLS settings, wanted ssl://host:port");
    }
    if (keepAlive.toSeconds() < 1 || keepAlive.toSeconds() > MAX_KEEP_ALIVE_S) {
      throw new IllegalArgumentException(
          "keep-alive: got " + keepAlive + ", wanted PT1S..PT65535S");
    }
    if (!connectTimeout.isPositive() || sessionExpiry.isNegative()) {
      throw new IllegalArgumentException(
          "got connect timeout "
              + connectTimeout
              + " and session expiry "
              + sessionExpiry
              + ", wanted one above zero and one not below");
    }
  }

  /// A plain start: no login, no will, keep-alive 30 s, connect timeout 10 s, clean start.
  public static MqttConfig of(URI broker, String clientId) {
    return new MqttConfig(
        broker,
        clientId,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        true,
        Duration.ZERO);
  }

  public MqttConfig withLogin(Login user) {
    return new MqttConfig(
        broker,
        clientId,
        Optional.of(user),
        tls,
        will,
        keepAlive,
        connectTimeout,
        cleanStart,
        sessionExpiry);
  }

  public MqttConfig withTls(SSLContext trust) {
    return new MqttConfig(
        broker,
        clientId,
        login,
        Optional.of(trust),
        will,
        keepAlive,
        connectTimeout,
        cleanStart,
        sessionExpiry);
  }

  public MqttConfig withWill(Will last) {
    return new MqttConfig(
        broker,
        clientId,
        login,
        tls,
        Optional.of(last),
        keepAlive,
        connectTimeout,
        cleanStart,
        sessionExpiry);
  }

  public MqttConfig withTimes(Duration alive, Duration connect) {
    return new MqttConfig(
        broker, clientId, login, tls, will, alive, connect, cleanStart, sessionExpiry);
  }

  /// The broker keeps the session for so long.
  public MqttConfig withKeptSession(Duration expiry) {
    return new MqttConfig(
        broker, clientId, login, tls, will, keepAlive, connectTimeout, false, expiry);
  }

  /// Never printed.
  public record Login(String user, byte[] password) {
    public Login {
      password = password.clone();
    }

    @Override
    public byte[] password() {
      return password.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Login that
          && user.equals(that.user)
          && Arrays.equals(password, that.password);
    }

    @Override
    public int hashCode() {
      return user.hashCode();
    }

    @Override
    public String toString() {
      return "Login[" + user + "]";
    }
  }

  /// @param qos 0 or 1
  public record Will(String topic, byte[] payload, int qos, boolean retained) {
    public Will {
      payload = payload.clone();
    }

    @Override
    public byte[] payload() {
      return payload.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Will that
          && topic.equals(that.topic)
          && Arrays.equals(payload, that.payload)
          && qos == that.qos
          && retained == that.retained;
    }

    @Override
    public int hashCode() {
      return Objects.hash(topic, qos, retained);
    }

    @Override
    public String toString() {
      return "Will[" + topic + ", " + payload.length + " B]";
    }
  }
}
