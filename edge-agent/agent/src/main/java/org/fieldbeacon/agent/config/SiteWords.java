package org.fieldbeacon.agent.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.fieldbeacon.driver.Text;
import org.jspecify.annotations.Nullable;

/// What the keys and values of a site file are called, for people who do not read the file. Keys of
/// addresses and settings are called as the form of the device calls them: a `unit` there is not
/// the unit of a value.
public final class SiteWords {
  private static final Pattern SPAN = Pattern.compile("P(?=[\\dT])[\\dDTHMS.]+");
  private static final Map<String, Text> KEYS =
      Map.ofEntries(
          word("schema-version", "文件格式版本", "version of the file's format"),
          word("gateway", "网关", "gateway"),
          word("adcode", "县级行政区划代码", "county code"),
          word("zone", "时区", "time zone"),
          word("links", "线路", "link"),
          word("devices", "设备", "device"),
          word("rules", "规则", "rule"),
          word("outputs", "输出", "output"),
          word("quality", "质量检查", "quality"),
          word("store", "存储", "store"),
          word("dir", "文件夹", "folder"),
          word("ring-bytes", "读数最多占用(字节)", "most bytes of readings"),
          word("group-commit-interval", "写盘间隔", "commit interval"),
          word("card-endurance-tb", "存储卡额定写入量(TB)", "card's rated endurance, TB"),
          word("uplink", "上行", "uplink"),
          word("health", "健康接口", "health"),
          word("clock", "时钟", "clock"),
          word("time-servers", "时间服务器", "time servers"),
          word("receiver", "卫星接收机", "GNSS receiver"),
          word("title", "名称", "title"),
          word("zh", "中文", "in Chinese"),
          word("en", "英文", "in English"),
          word("position", "位置", "position"),
          word("latitude-deg", "纬度", "latitude"),
          word("longitude-deg", "经度", "longitude"),
          word("near-warning", "接近警戒的余量", "margin below warning"),
          word("warning", "警戒水位", "warning level"),
          word("guarantee", "保证水位", "guarantee level"),
          word("highest", "历史最高", "highest on record"),
          word("hysteresis", "回差", "hysteresis"),
          word("on-delay", "触发延时", "delay before raising"),
          word("off-delay", "恢复延时", "delay before clearing"),
          word("rise-window", "涨率统计时长", "rise is taken over"),
          word("rise-rate-notice", "涨率提示值", "rise that is noticed"),
          word("poll-interval", "读取间隔", "poll interval"),
          word("address", "地址", "address"),
          word("settings", "设置", "settings"),
          word("profile", "型号档案", "profile"),
          word("link", "线路", "link"),
          word("host", "主机", "host"),
          word("port", "端口", "port"),
          word("peer-host", "对端主机", "other end"),
          word("peer-port", "对端端口", "other end's port"),
          word("max-peers", "最多对端数", "most other ends"),
          word("max-connections", "最多同时连接数", "most connections at once"),
          word("connect-timeout", "连接等待", "wait for a connection"),
          word("response-timeout", "应答等待", "wait for an answer"),
          word("idle-timeout", "静默多久断开", "closed after silence of"),
          word("interface", "CAN 接口", "CAN interface"),
          word("url", "地址", "URL"),
          word("state-dir", "状态文件夹", "folder for its state"),
          word("path", "文件夹", "folder"),
          word("file", "文件", "file"),
          word("broker", "消息服务器", "broker"),
          word("command-key", "中心的指令公钥", "the centre's command key"),
          word("trust", "服务器证书", "the broker's authority"),
          word("password-file", "密码", "password"),
          word("enabled", "启用", "enabled"),
          word("exercise", "演练", "exercise"),
          word("alarm", "告警方式", "alarm behaviour"),
          word("latched", "锁存", "latched"),
          word("re-alarm", "未处理时再次告警间隔", "raised again after"),
          word("escalate-after", "升级时限", "escalate after"),
          word("shelve-max", "最长搁置", "longest shelving"),
          word("suppressed-by", "被此规则抑制", "suppressed by rule"),
          word("triggers", "由哪些告警接通", "switched on by"),
          word("at-least", "从哪一级起", "from level"),
          word("interlocks", "联锁", "interlocks"),
          word("below", "低于", "below"),
          word("above", "高于", "above"),
          word("equals", "等于", "equal to"),
          word("dead-man", "最长接通时间", "longest time on"),
          word("min-on", "最短接通时间", "shortest time on"),
          word("min-off", "最短断开时间", "shortest time off"),
          word("on-value", "接通时写入", "written for on"),
          word("off-value", "断开时写入", "written for off"),
          word("read-back", "回读", "read-back"),
          word("fail-safe", "无法判断时", "when nothing can be judged"),
          word("id", "编号", "id"),
          word("name", "编号", "id"),
          word("type", "类型", "type"),
          word("point", "测点", "point"),
          word("points", "测点", "points"),
          word("unit", "单位", "unit"),
          word("receipts", "回执来自", "receipts from"),
          word("user", "用户名", "user"),
          word("rule", "规则", "rule"),
          word("calibration", "校准", "calibration"),
          word("by", "校准人", "calibrated by"),
          word("on", "校准日期", "calibrated on"),
          word("slope", "斜率", "slope"),
          word("offset", "偏移", "offset"),
          word("baud", "波特率", "baud"),
          word("data-bits", "数据位", "data bits"),
          word("stop-bits", "停止位", "stop bits"),
          word("parity", "校验", "parity"),
          word("device", "串口", "serial port"),
          word("stale-after", "多久无数据算失联", "stale after"),
          word("fail-after", "多少次失败算不可信", "fail after"),
          word("gross-range", "总范围", "gross range"),
          word("climatology", "季节范围", "climatology"),
          word("months", "月份", "months"),
          word("spike", "尖峰", "spike"),
          word("method", "算法", "method"),
          word("rate-of-change", "变化率", "rate of change"),
          word("per-second", "每秒", "per second"),
          word("flat-line", "长时间不变", "flat line"),
          word("tolerance", "变化小于", "moves less than"),
          word("attenuated-signal", "波动过小", "attenuated signal"),
          word("statistic", "统计量", "statistic"),
          word("gap", "间断", "gap"),
          word("max", "最长间隔", "longest"),
          word("neighbour", "邻站比对", "neighbour"),
          word("max-difference", "最大差值", "largest difference"),
          word("max-age", "读数有效期", "readings not older than"),
          word("fail", "不合格", "fail"),
          word("suspect", "可疑", "suspect"),
          word("raise-above", "触发分数", "raise above"),
          word("clear-below", "恢复分数", "clear below"),
          word("persist", "连续判定", "how often in a row"),
          word("of", "最近几次", "of the last"),
          word("together", "同时看到的模型数", "models that must agree"),
          word("sensor", "还须传感器证实", "sensor that must agree"),
          word("comparison", "比较", "comparison"),
          word("limit", "界限", "limit"),
          word("within", "读数有效期", "reading not older than"),
          word("marks", "界限", "marks"),
          word("window", "统计时长", "over"),
          word("mm", "雨量(毫米)", "mm"),
          word("kind", "读数含义", "what a reading means"),
          word("models", "模型", "models"),
          word("model", "模型", "model"),
          word("labels", "类别", "labels"),
          word("level", "级别", "level"),
          word("hazard", "灾害", "hazard"),
          word("package", "模型包", "package"),
          word("shadow", "并行试用的模型包", "package beside it"),
          word("period", "多久问一次", "asked every"),
          word("deadline", "最多等多久", "waits at most"),
          word("trusted-keys", "受信公钥", "trusted keys"),
          word("camera", "摄像机", "camera"),
          word("notice", "提示", "notice"),
          word("blue", "蓝色", "blue"),
          word("yellow", "黄色", "yellow"),
          word("orange", "橙色", "orange"),
          word("red", "红色", "red"));

  /// Values that are words, by the key that they stand under.
  private static final Map<String, Map<String, Text>> VALUES =
      Map.ofEntries(
          Map.entry("at-least", levels()),
          Map.entry("level", levels()),
          values("fail-safe", word("on", "接通", "on"), word("off", "断开", "off")),
          values(
              "kind",
              word("cumulative", "累计值", "a counter that only rises"),
              word("interval", "上次读数以来的雨量", "rain since the last reading")),
          values(
              "comparison",
              word("below", "低于", "below"),
              word("above", "高于", "above"),
              word("equals", "等于", "equal to")),
          values(
              "parity",
              word("none", "无", "none"),
              word("even", "偶", "even"),
              word("odd", "奇", "odd")),
          values("receipts", word("map", "一张图", "the map"), word("broker", "消息服务器", "the broker")),
          values(
              "method",
              word("average", "与均值之差", "from the mean"),
              word("differential", "两侧差中较小者", "the smaller of both steps")),
          values(
              "statistic",
              word("range", "极差", "range"),
              word("deviation", "标准差", "standard deviation")),
          values(
              "hazard",
              word("fire-smoke", "烟火", "fire or smoke"),
              word("water-quality", "水质", "water quality"),
              word("crop-pest", "虫害", "crop pest"),
              word("crop-disease", "病害", "crop disease")),
          values(
              "type",
              word("river-level", "水位", "river level"),
              word("rainstorm", "暴雨", "rainstorm"),
              word("credibility", "传感器可信", "sensor credible"),
              word("model", "模型识别", "what a model sees"),
              word("forecast", "水位预报", "forecast"),
              word("camera-credibility", "摄像机可信", "camera credible"),
              word("tcp", "TCP(网关去连)", "TCP (gateway connects)"),
              word("serial", "RS-485 / RS-232", "RS-485 / RS-232"),
              word("tcp-listener", "TCP(设备来连)", "TCP (device connects)"),
              word("udp", "UDP", "UDP"),
              word("can", "CAN 总线", "CAN bus"),
              word("endpoint", "OPC UA", "OPC UA"),
              word("board", "本机引脚与总线", "this board's pins and buses"),
              word("folder", "文件夹(图片放进来)", "folder (pictures are put there)"),
              word("replay", "录下的数据(练习用)", "recorded bytes (for practice)")));

  private static final Map<String, Text> OWN_KEYS = new TreeMap<>();
  private static final Map<String, Text> OWN_VALUES = new TreeMap<>();

  static {
    map(DeviceForms.schema().get("$defs"))
        .forEach((_, form) -> map(map(form).get("properties")).forEach(SiteWords::learn));
  }

  private SiteWords() {}

  private static void learn(Object key, @Nullable Object part) {
    both(map(part).get("x-title"))
        .ifPresent(t -> OWN_KEYS.putIfAbsent(String.valueOf(key), inASentence(t)));
    map(map(part).get("x-choices"))
        .forEach((v, words) -> both(words).ifPresent(t -> OWN_VALUES.put(key + " " + v, t)));
  }

  /// A title begins with a capital; names and abbreviations keep theirs.
  private static Text inASentence(Text title) {
    String first = title.en().split(" ", 2)[0];
    return first.matches("[A-Z][a-z']*")
        ? new Text(
            title.zh(), first.toLowerCase(Locale.ROOT) + title.en().substring(first.length()))
        : title;
  }

  private static Map.Entry<String, Text> word(String key, String zh, String en) {
    return Map.entry(key, new Text(zh, en));
  }

  @SafeVarargs
  private static Map.Entry<String, Map<String, Text>> values(
      String key, Map.Entry<String, Text>... words) {
    Map<String, Text> all = new TreeMap<>();
    for (Map.Entry<String, Text> word : words) {
      all.put(word.getKey(), word.getValue());
    }
    return Map.entry(key, all);
  }

  private static Map<String, Text> levels() {
    return Map.ofEntries(
        word("notice", "提示", "notice"),
        word("blue", "蓝色", "blue"),
        word("yellow", "黄色", "yellow"),
        word("orange", "橙色", "orange"),
        word("red", "红色", "red"));
  }

  /// What a key is called; the key itself when it has no word.
  ///
  /// @param isOwn whether it stands in an address or in settings, in a protocol's own words
  public static Text key(String key, boolean isOwn) {
    Text plain = KEYS.getOrDefault(key, new Text(key, key));
    return isOwn ? OWN_KEYS.getOrDefault(key, plain) : plain;
  }

  /// What a scalar says under a key: a choice by its word, a length of time in the units of people,
  /// truth as yes or no.
  static Text value(String key, boolean isOwn, Object value) {
    if (value instanceof Boolean yes) {
      return yes ? new Text("是", "yes") : new Text("否", "no");
    }
    String text = String.valueOf(value);
    Optional<Text> word =
        isOwn
            ? Optional.ofNullable(OWN_VALUES.get(key + " " + text))
            : Optional.ofNullable(VALUES.getOrDefault(key, Map.of()).get(text));
    return word.or(() -> span(text)).orElseGet(() -> new Text(text, text));
  }

  /// An ISO-8601 length of time as people say it: `10 分钟`, `10 min`; empty when it is none.
  public static Optional<Text> span(String iso) {
    if (!SPAN.matcher(iso).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(span(Duration.parse(iso)));
    } catch (DateTimeException | ArithmeticException _) {
      return Optional.empty();
    }
  }

  private static Text span(Duration span) {
    List<String> zh = new ArrayList<>();
    List<String> en = new ArrayList<>();
    part(zh, en, span.toDaysPart(), "天", span.toDaysPart() == 1 ? "day" : "days");
    part(zh, en, span.toHoursPart(), "小时", "h");
    part(zh, en, span.toMinutesPart(), "分钟", "min");
    double seconds = span.toSecondsPart() + span.toNanosPart() / 1e9;
    if (seconds > 0 || zh.isEmpty()) {
      String figure =
          seconds == Math.rint(seconds)
              ? String.valueOf((long) seconds)
              : new java.math.BigDecimal(String.valueOf(seconds))
                  .stripTrailingZeros()
                  .toPlainString();
      zh.add(figure + " 秒");
      en.add(figure + " s");
    }
    return new Text(String.join(" ", zh), String.join(" ", en));
  }

  private static void part(List<String> zh, List<String> en, long n, String zhUnit, String enUnit) {
    if (n != 0) {
      zh.add(n + " " + zhUnit);
      en.add(n + " " + enUnit);
    }
  }

  private static Optional<Text> both(@Nullable Object words) {
    Map<?, ?> map = map(words);
    return map.get("zh") instanceof String zh && map.get("en") instanceof String en
        ? Optional.of(new Text(zh, en))
        : Optional.empty();
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }
}
