package org.fieldbeacon.mqtt;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/// What kept a connection from coming about, for those who have to say what to do about it.
public enum Trouble {
  /// The broker has answered, and said no.
  REFUSED,
  /// The broker's certificate is for another name or address.
  OTHER_NAME,
  /// The broker's certificate has ended, or has not begun.
  OUT_OF_TIME,
  /// The broker's certificate is of nobody who is trusted.
  UNTRUSTED,
  /// Another trouble of TLS: the other end speaks none, or wants a certificate.
  TLS,
  /// Nobody knows an address for the name.
  NO_SUCH_HOST,
  /// The host is there, and nothing listens on the port.
  CLOSED,
  /// There is no way to the host.
  NO_ROUTE,
  /// Nothing has come back.
  SILENT,
  /// Something listens, and hangs up or speaks no MQTT.
  NO_BROKER,
  OTHER;

  /// CONNACK of MQTT 3.1.1 (§3.2.2.3) has 1..5, that of 5.0 (§3.2.2.2) 128 and above.
  private static final int LAST_OLD_CODE = 5;

  private static final int FIRST_CODE = 0x80;
  private static final int LAST_CODE = 0xFF;
  private static final int CLIENT_TIMEOUT = MqttClientException.REASON_CODE_CLIENT_TIMEOUT;

  static Trouble of(@Nullable Throwable cause) {
    if (isBy(cause, CertificateExpiredException.class)
        || isBy(cause, CertificateNotYetValidException.class)) {
      return OUT_OF_TIME;
    }
    Optional<SSLException> tls = by(cause, SSLException.class);
    if (tls.isPresent()) {
      return ofTls(tls.get());
    }
    if (isBy(cause, UnknownHostException.class)) {
      return NO_SUCH_HOST;
    }
    if (isBy(cause, NoRouteToHostException.class)) {
      return NO_ROUTE;
    }
    Optional<ConnectException> connect = by(cause, ConnectException.class);
    if (connect.isPresent()) {
      String said = lower(connect.get());
      return said.contains("unreachable") ? NO_ROUTE : said.contains("timed") ? SILENT : CLOSED;
    }
    if (isBy(cause, SocketTimeoutException.class)) {
      return SILENT;
    }
    if (isBy(cause, EOFException.class) || isBy(cause, SocketException.class)) {
      return NO_BROKER;
    }
    return reasonCode(cause) != 0 ? REFUSED : ofPaho(cause);
  }

  private static Trouble ofPaho(@Nullable Throwable cause) {
    return switch (cause instanceof MqttException e ? e.getReasonCode() : 0) {
      case CLIENT_TIMEOUT -> SILENT;
      case MqttClientException.REASON_CODE_CONNECTION_LOST,
          MqttClientException.REASON_CODE_INVALID_MESSAGE ->
          NO_BROKER;
      default -> OTHER;
    };
  }

  private static Trouble ofTls(SSLException tls) {
    String said = lower(tls);
    if (said.contains("no subject alternative") || said.contains("no name matching")) {
      return OTHER_NAME;
    }
    return said.contains("certification path") || said.contains("pkix") ? UNTRUSTED : TLS;
  }

  /// Of the broker's CONNACK; 0 when it has sent none.
  static int reasonCode(@Nullable Throwable cause) {
    int code = cause instanceof MqttException e && e.getCause() == null ? e.getReasonCode() : 0;
    boolean isTold = code > 0 && code <= LAST_OLD_CODE || code >= FIRST_CODE && code <= LAST_CODE;
    return isTold ? code : 0;
  }

  private static String lower(Throwable one) {
    return String.valueOf(one.getMessage()).toLowerCase(Locale.ROOT);
  }

  private static boolean isBy(@Nullable Throwable thrown, Class<? extends Throwable> kind) {
    return by(thrown, kind).isPresent();
  }

  private static <T extends Throwable> Optional<T> by(@Nullable Throwable thrown, Class<T> kind) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (kind.isInstance(t)) {
        return Optional.of(kind.cast(t));
      }
    }
    return Optional.empty();
  }
}
