package org.fieldbeacon.agent.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.fieldbeacon.driver.Text;

/// The difference between two site files, in words. Entries of lists are told apart by `id` or
/// `name`.
public final class SitePlan {
  private static final int MOST = 200;
  private static final Text NOTHING = new Text("", "");
  private static final Map<String, Text> WORDS =
      Map.ofEntries(
          word("gateway", "网关", "gateway"),
          word("links", "线路", "link"),
          word("devices", "设备", "device"),
          word("rules", "规则", "rule"),
          word("outputs", "输出", "output"),
          word("quality", "质量检查", "quality"),
          word("store", "存储", "store"),
          word("card-endurance-tb", "存储卡额定写入量(TB)", "card's rated endurance, TB"),
          word("uplink", "上行", "uplink"),
          word("health", "健康接口", "health"),
          word("title", "名称", "title"),
          word("position", "位置", "position"),
          word("latitude-deg", "纬度", "latitude"),
          word("longitude-deg", "经度", "longitude"),
          word("warning", "警戒水位", "warning level"),
          word("guarantee", "保证水位", "guarantee level"),
          word("highest", "历史最高", "highest on record"),
          word("near-warning", "接近警戒的余量", "margin below warning"),
          word("hysteresis", "回差", "hysteresis"),
          word("on-delay", "触发延时", "delay before raising"),
          word("off-delay", "恢复延时", "delay before clearing"),
          word("poll-interval", "读取间隔", "poll interval"),
          word("address", "地址", "address"),
          word("profile", "型号档案", "profile"),
          word("link", "线路", "link"),
          word("host", "主机", "host"),
          word("port", "端口", "port"),
          word("broker", "消息服务器", "broker"),
          word("enabled", "启用", "enabled"),
          word("exercise", "演练", "exercise"),
          word("alarm", "告警方式", "alarm behaviour"),
          word("triggers", "触发条件", "triggers"),
          word("interlocks", "联锁", "interlocks"),
          word("dead-man", "最长接通时间", "longest time on"),
          word("id", "编号", "id"),
          word("name", "编号", "id"),
          word("type", "类型", "type"),
          word("point", "测点", "point"),
          word("unit", "单位或从站号", "unit"),
          word("read-back", "回读", "read-back"),
          word("fail-safe", "安全状态", "fail-safe"),
          word("receipts", "回执", "receipts"),
          word("user", "用户", "user"),
          word("latched", "锁存", "latched"),
          word("escalate-after", "升级时限", "escalate after"),
          word("rule", "规则", "rule"),
          word("at-least", "至少", "at least"),
          word("calibration", "校准", "calibration"),
          word("slope", "斜率", "slope"),
          word("offset", "偏移", "offset"),
          word("baud", "波特率", "baud"),
          word("device", "串口", "serial port"),
          word("stale-after", "多久无数据算失联", "stale after"),
          word("fail-after", "多少次失败算不可信", "fail after"),
          word("gross-range", "总范围", "gross range"),
          word("climatology", "季节范围", "climatology"),
          word("spike", "尖峰", "spike"),
          word("rate-of-change", "变化率", "rate of change"),
          word("per-second", "每秒", "per second"),
          word("flat-line", "长时间不变", "flat line"),
          word("attenuated-signal", "波动过小", "attenuated signal"),
          word("neighbour", "邻站比对", "neighbour"),
          word("fail", "不合格", "fail"),
          word("suspect", "可疑", "suspect"),
          word("raise-above", "触发分数", "raise above"),
          word("clear-below", "恢复分数", "clear below"),
          word("marks", "界限", "marks"),
          word("window", "时长", "window"),
          word("kind", "读数含义", "kind"),
          word("models", "模型", "models"),
          word("model", "模型", "model"),
          word("labels", "类别", "labels"),
          word("level", "级别", "level"),
          word("hazard", "灾害", "hazard"),
          word("package", "模型包", "package"),
          word("camera", "摄像机", "camera"));

  /// Values that are words.
  private static final Map<String, Text> VALUES =
      Map.ofEntries(
          word("notice", "提示", "notice"),
          word("blue", "蓝色", "blue"),
          word("yellow", "黄色", "yellow"),
          word("orange", "橙色", "orange"),
          word("red", "红色", "red"),
          word("cumulative", "累计值", "cumulative"),
          word("interval", "时段值", "interval"));

  private final List<Change> changes = new ArrayList<>();

  /// One change.
  ///
  /// @param place where, in words
  /// @param before empty when it was not there
  /// @param after empty when it is no longer there
  public record Change(List<String> path, Text place, Text before, Text after) {
    /// The change as one sentence.
    public Text sentence() {
      if (before.en().isEmpty()) {
        return new Text(
            "新增 " + place.zh() + ":" + after.zh(), "add " + place.en() + ": " + after.en());
      }
      if (after.en().isEmpty()) {
        return new Text(
            "删除 " + place.zh() + "(原为 " + before.zh() + ")",
            "remove " + place.en() + " (was " + before.en() + ")");
      }
      return new Text(
          place.zh() + ":" + before.zh() + " → " + after.zh(),
          place.en() + ": " + before.en() + " → " + after.en());
    }
  }

  private SitePlan() {}

  private static Map.Entry<String, Text> word(String key, String zh, String en) {
    return Map.entry(key, new Text(zh, en));
  }

  /// What would change, at most 200 changes.
  ///
  /// @throws SiteText.EditException when one of the texts is no YAML
  public static List<Change> between(String before, String after) {
    var plan = new SitePlan();
    plan.compare(List.of(), SiteText.tree(before), SiteText.tree(after));
    return plan.changes.size() > MOST ? plan.changes.subList(0, MOST) : List.copyOf(plan.changes);
  }

  private void compare(List<String> path, Object before, Object after) {
    if (before.equals(after)) {
      return;
    }
    if (before instanceof Map<?, ?> a && after instanceof Map<?, ?> b) {
      compareEntries(path, entries(a), entries(b));
    } else if (before instanceof List<?> a
        && after instanceof List<?> b
        && isNamed(a)
        && isNamed(b)) {
      compareEntries(path, byName(a), byName(b));
    } else {
      changes.add(new Change(path, place(path), shown(before), shown(after)));
    }
  }

  private void compareEntries(
      List<String> path, Map<String, Object> before, Map<String, Object> after) {
    Set<String> all = new LinkedHashSet<>(before.keySet());
    all.addAll(after.keySet());
    for (String key : all) {
      List<String> below = new ArrayList<>(path);
      below.add(key);
      Object was = before.get(key);
      Object is = after.get(key);
      if (was != null && is != null) {
        compare(below, was, is);
      } else {
        changes.add(
            new Change(
                below,
                place(below),
                was == null ? NOTHING : shown(was),
                is == null ? NOTHING : shown(is)));
      }
    }
  }

  private static Map<String, Object> entries(Map<?, ?> map) {
    Map<String, Object> entries = new LinkedHashMap<>();
    map.forEach((k, v) -> entries.put(String.valueOf(k), Objects.requireNonNullElse(v, "")));
    return entries;
  }

  private static boolean isNamed(List<?> list) {
    return list.stream()
        .allMatch(e -> e instanceof Map<?, ?> m && (m.containsKey("id") || m.containsKey("name")));
  }

  private static Map<String, Object> byName(List<?> list) {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (Object entry : list) {
      if (entry instanceof Map<?, ?> m) {
        entries.put(String.valueOf(m.containsKey("id") ? m.get("id") : m.get("name")), m);
      }
    }
    return entries;
  }

  private static Text place(List<String> path) {
    List<String> zh = new ArrayList<>();
    List<String> en = new ArrayList<>();
    for (String step : path) {
      Text word = WORDS.getOrDefault(step, new Text(step, step));
      zh.add(word.zh());
      en.add(word.en());
    }
    return new Text(String.join(" ", zh), String.join(" ", en));
  }

  /// A value in both languages: keys by their words, titles in one language alone.
  private static Text shown(Object value) {
    return new Text(shown(value, Text::zh, "zh"), shown(value, Text::en, "en"));
  }

  private static String shown(Object value, Function<Text, String> language, String key) {
    return switch (value) {
      case Map<?, ?> m when m.keySet().equals(Set.of("zh", "en")) -> String.valueOf(m.get(key));
      case Map<?, ?> m ->
          String.join(
              ", ",
              entries(m).entrySet().stream()
                  .map(e -> word(e, language) + " " + inner(e.getValue(), language, key))
                  .toList());
      case List<?> l ->
          String.join(
              "; ",
              l.stream()
                  .map(v -> inner(Objects.requireNonNullElse(v, ""), language, key))
                  .toList());
      default -> language.apply(VALUES.getOrDefault(String.valueOf(value), same(value)));
    };
  }

  private static Text same(Object value) {
    return new Text(String.valueOf(value), String.valueOf(value));
  }

  private static String word(Map.Entry<String, Object> entry, Function<Text, String> language) {
    String key = entry.getKey();
    return language.apply(WORDS.getOrDefault(key, new Text(key, key)));
  }

  private static String inner(Object value, Function<Text, String> language, String key) {
    String shown = shown(value, language, key);
    return value instanceof Map<?, ?> m && m.size() > 2 ? "(" + shown + ")" : shown;
  }
}
