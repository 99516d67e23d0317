package org.fieldbeacon.agent.console;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.mqtt.MqttConfig;
import org.fieldbeacon.mqtt.MqttSession;
import org.fieldbeacon.mqtt.MqttSessionException;
import org.fieldbeacon.mqtt.TlsTrust;
import org.fieldbeacon.mqtt.Trouble;

/// One connection to a broker, to see whether it comes about, and a word on why it does not.
/// Publishes and subscribes nothing. Blocks for [#PATIENCE] at most.
///
/// @param client the gateway's own id would end the session of an uplink that runs
/// @param trust certificates in PEM; empty: the system's own
record UplinkTry(
    URI broker, String client, Optional<MqttConfig.Login> login, Optional<String> trust) {
  static final Duration PATIENCE = Duration.ofSeconds(8);

  /// @param outcome `connected`, or what has kept it from that
  record Outcome(String outcome, Text detail) {}

  Outcome run() {
    try (var session = new MqttSession(config(), _ -> {})) {
      session.connect();
      return new Outcome(
          "connected",
          new Text(
              "连上了,消息服务器接受了" + (login.isPresent() ? "这个用户和密码" : "匿名连接"),
              "connected: the broker has let "
                  + (login.isPresent() ? "this user in" : "the gateway in, as nobody")));
    } catch (MqttSessionException e) {
      // Who takes no TLS hangs up, now with an alert and now without.
      boolean isDeaf = e.trouble() == Trouble.NO_BROKER && isTls();
      Trouble trouble = isDeaf ? Trouble.TLS : e.trouble();
      return new Outcome(Json.word(trouble), why(trouble, e));
    }
  }

  private MqttConfig config() {
    MqttConfig config = MqttConfig.of(broker, client).withTimes(Duration.ofSeconds(30), PATIENCE);
    config = login.isPresent() ? config.withLogin(login.get()) : config;
    return trust.isPresent() && isTls() ? config.withTls(TlsTrust.of(trust.get())) : config;
  }

  private boolean isTls() {
    return "ssl".equals(broker.getScheme());
  }

  private Text why(Trouble trouble, MqttSessionException e) {
    String host = broker.getHost();
    int port = broker.getPort();
    return switch (trouble) {
      case REFUSED -> refusal(e.reasonCode());
      case OTHER_NAME ->
          new Text(
              "服务器证书不是给 " + host + " 的。请按证书上的名称填写服务器,或请中心换证书",
              "the broker's certificate is not for "
                  + host
                  + ": use the name that it is for, or have the centre bring another");
      case OUT_OF_TIME ->
          new Text(
              "服务器证书已过期或尚未生效。也请看网关时间对不对",
              "the broker's certificate has ended or not begun; see also whether the gateway's clock is right");
      case UNTRUSTED ->
          new Text(
              trust.isPresent() ? "服务器证书不是由填写的证书签发的" : "系统不认识签发服务器证书的机构,请填写服务器的 CA 证书",
              trust.isPresent()
                  ? "the broker's certificate is of none that were given"
                  : "the system does not know who has made the broker's certificate: give its"
                      + " authority");
      case TLS ->
          new Text(
              "TLS 不通:端口 " + port + " 可能不是 TLS(应为 tcp://),或服务器要求网关出示证书",
              "no TLS: port "
                  + port
                  + " may be a plain one (tcp://), or the broker wants a"
                  + " certificate of the gateway's own");
      case NO_SUCH_HOST ->
          new Text(
              "查不到主机名 " + host + ":看写得对不对,网关有没有网络和 DNS",
              "nobody knows the name "
                  + host
                  + ": is it right, and has the gateway a network and a name server?");
      case CLOSED ->
          new Text(
              host + " 在,但端口 " + port + " 没有开放",
              host + " is there, but nothing listens on port " + port);
      case NO_ROUTE ->
          new Text(
              "到 " + host + " 没有路由:检查网线、SIM 卡、网关地址",
              "no route to " + host + ": see to the cable, the SIM, the gateway address");
      case SILENT ->
          new Text(
              host + ":" + port + " 在 " + PATIENCE.toSeconds() + " 秒内没有应答:可能被防火墙挡住",
              host
                  + ":"
                  + port
                  + " has not answered within "
                  + PATIENCE.toSeconds()
                  + " s: a firewall may drop it");
      case NO_BROKER ->
          new Text(
              "端口 " + port + " 有程序,但挂断了:不是 MQTT 服务器,或只收 TLS(应为 ssl://)",
              "something on port "
                  + port
                  + " has hung up: it is no MQTT broker, or takes TLS only"
                  + " (ssl://)");
      case OTHER -> InChinese.both(String.valueOf(e.getMessage()));
    };
  }

  /// MQTT 5.0 §3.2.2.2; 1 to 5 are of MQTT 3.1.1 §3.2.2.3.
  private static Text refusal(int code) {
    Text reason =
        switch (code) {
          case 1, 0x84 -> new Text("它不支持 MQTT 5", "it speaks no MQTT 5");
          case 2, 0x85 -> new Text("它不接受这个客户端编号", "it does not take the client id");
          case 3, 0x88 -> new Text("它暂不可用", "it is not available");
          case 4, 0x86 -> new Text("用户名或密码不对", "user or password is wrong");
          case 5, 0x87 ->
              new Text("没有权限(匿名不准,或用户未授权)", "not authorized: nobody unnamed, or this user not");
          case 0x89 -> new Text("它太忙", "it is busy");
          case 0x8A -> new Text("网关被封禁", "the gateway is banned");
          case 0x8C -> new Text("它要求另一种认证方式", "it wants another way of authentication");
          case 0x97 -> new Text("超出配额", "a quota is exceeded");
          case 0x9C, 0x9D -> new Text("请改用另一台服务器", "another server is to be used");
          case 0x9F -> new Text("连接太频繁", "connections come too often");
          default -> new Text("未说明原因", "it gives no reason");
        };
    String hex = "0x%02X".formatted(code);
    return new Text(
        "消息服务器拒绝了:" + reason.zh() + "(" + hex + ")",
        "the broker has refused: " + reason.en() + " (" + hex + ")");
  }
}
