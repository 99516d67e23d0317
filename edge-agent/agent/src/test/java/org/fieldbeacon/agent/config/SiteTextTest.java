package org.fieldbeacon.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Edits of a site file that leave every comment where it was.
class SiteTextTest {
  private static final String SITE =
      """
      # The bridge 🌉. Ask Mr. Zhang.
      gateway:
        title: {zh: 沙河, en: Sha}   # both languages
      links: []
      devices:
        # the gauge under the third arch
        - name: gauge-01
          address: {unit: 1}
          poll-interval: PT1M

        # the relays
        - name: relay-01
          address: {unit: 2, more: x}
      rules:
        - id: river-high
          warning: 1.8   # set by the authority
          guarantee: 2.1
      # the end
      """;

  @Test
  void aValueIsReplacedAndItsCommentStays() {
    assertEquals(
        SITE.replace("warning: 1.8   #", "warning: 1.95   #"),
        SiteText.set(SITE, List.of("rules", "river-high", "warning"), 1.95));
    assertEquals(
        SITE.replace("zh: 沙河,", "zh: 沙河大桥,"),
        SiteText.set(SITE, List.of("gateway", "title", "zh"), "沙河大桥"));
  }

  @Test
  void aKeyIsAddedBesideTheOthers() {
    assertEquals(
        SITE.replace("guarantee: 2.1\n", "guarantee: 2.1\n    highest: 3\n"),
        SiteText.set(SITE, List.of("rules", "river-high", "highest"), 3.0));
    assertEquals(
        SITE.replace("{unit: 1}", "{unit: 1, slot: 4}"),
        SiteText.set(SITE, List.of("devices", "gauge-01", "address", "slot"), 4));
    String added = SiteText.set(SITE, List.of("uplink"), Map.of("broker", "tcp://a:1"));
    assertTrue(added.contains("uplink:\n  broker: \"tcp://a:1\"\n# the end"), added);
  }

  @Test
  void anEntryIsAddedAtTheEndOfItsList() {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("id", "second");
    rule.put("title", Map.of("zh", "第二"));
    String added = SiteText.append(SITE, List.of("rules"), rule);
    assertTrue(
        added.contains("guarantee: 2.1\n  - id: second\n    title: {zh: 第二}\n# the end"), added);
    String begun = SiteText.append(SITE, List.of("links"), Map.of("name", "field"));
    assertTrue(begun.contains("links:\n  - name: field\ndevices:"), begun);
    String fresh = SiteText.append(SITE, List.of("outputs"), Map.of("id", "siren"));
    assertTrue(fresh.endsWith("# the end\noutputs:\n  - id: siren\n"), fresh);
  }

  @Test
  void anEntryIsRemovedAndTheCommentsOfItsNeighboursStay() {
    String without = SiteText.remove(SITE, List.of("devices", "gauge-01"));
    assertTrue(without.contains("# the relays\n  - name: relay-01"), without);
    assertTrue(without.contains("# the gauge under the third arch"), without);
    assertTrue(!without.contains("gauge-01"), without);
    assertEquals(
        SITE.replace("{unit: 2, more: x}", "{unit: 2}"),
        SiteText.remove(SITE, List.of("devices", "relay-01", "address", "more")));
    String none = SiteText.remove(SITE, List.of("rules", "river-high"));
    assertTrue(none.contains("rules: []\n# the end"), none);
  }

  @Test
  void theLastEntryOfAListIsRemovedAndTheCommentsAboveItStay() {
    String text = "rules: # by the authority\n  # see the letter\n\n  - id: a\n    n: 1\n# end\n";
    assertEquals(
        "rules: [] # by the authority\n  # see the letter\n\n# end\n",
        SiteText.remove(text, List.of("rules", "a")));
    String nested =
        "outputs:\n  - id: s\n    triggers: # all\n      - {rule: a}\n    min-on: PT1S\n";
    assertEquals(
        "outputs:\n  - id: s\n    triggers: [] # all\n    min-on: PT1S\n",
        SiteText.remove(nested, List.of("outputs", "s", "triggers", "[0]")));
  }

  @Test
  void anEntryWithoutANameIsRemovedByItsNumber() {
    String text = "t:\n  - {rule: a} # first\n  - {rule: b} # second\nu: [1, 2, 2]\n";
    assertEquals(
        "t:\n  - {rule: a} # first\nu: [1, 2, 2]\n", SiteText.remove(text, List.of("t", "[1]")));
    assertEquals(
        "t:\n  - {rule: a} # first\n  - {rule: b} # second\nu: [1, 2]\n",
        SiteText.remove(text, List.of("u", "[2]")));
    assertThrows(SiteText.EditException.class, () -> SiteText.remove(text, List.of("t", "[2]")));
  }

  @Test
  void textThatYamlWouldTakeForSomethingElseIsQuoted() {
    for (String value :
        List.of(
            "true",
            "1.8",
            "null",
            "a: b",
            "# no comment",
            "\"",
            "- x",
            "",
            "*a",
            "x\ny",
            "0x1F",
            "~")) {
      String edited = SiteText.set(SITE, List.of("gateway", "title", "en"), value);
      Object read = SiteText.tree(edited).get("gateway");
      assertEquals(Map.of("title", Map.of("zh", "沙河", "en", value)), read);
    }
  }

  @Test
  void aPlaceThatIsNotThereIsRefused() {
    assertThrows(
        SiteText.EditException.class,
        () -> SiteText.set(SITE, List.of("rules", "nobody", "warning"), 1));
    assertThrows(SiteText.EditException.class, () -> SiteText.remove(SITE, List.of("nothing")));
    assertThrows(SiteText.EditException.class, () -> SiteText.tree("a: [1"));
  }

  /// Every scalar of every shipped site is replaced in turn; nothing else may change.
  @Test
  void everyValueOfTheShippedSitesCanBeEditedInPlace() throws IOException {
    Path sites = Path.of("../../firmware-configs/sites");
    int edits = 0;
    try (var folders = Files.list(sites)) {
      for (Path folder : folders.toList()) {
        String text = Files.readString(folder.resolve("site.yaml"));
        edits += editAll(text, List.of(), SiteText.tree(text));
      }
    }
    assertTrue(edits > 200, "edits: " + edits);
  }

  private static int editAll(String text, List<String> path, Object at) {
    int edits = 0;
    if (at instanceof Map<?, ?> map) {
      for (var entry : map.entrySet()) {
        edits += editAll(text, plus(path, String.valueOf(entry.getKey())), entry.getValue());
      }
    } else if (at instanceof List<?> list) {
      for (Object entry : list) {
        if (entry instanceof Map<?, ?> m && (m.containsKey("id") || m.containsKey("name"))) {
          Object name = m.containsKey("id") ? m.get("id") : m.get("name");
          edits += editAll(text, plus(path, String.valueOf(name)), entry);
        }
      }
    } else {
      String edited = SiteText.set(text, path, "改 x");
      assertEquals(text.lines().count(), edited.lines().count());
      assertEquals(
          text.lines().filter(l -> l.contains("#")).count(),
          edited.lines().filter(l -> l.contains("#")).count());
      edits++;
    }
    return edits;
  }

  private static List<String> plus(List<String> path, String step) {
    var all = new java.util.ArrayList<>(path);
    all.add(step);
    return all;
  }

  @Test
  void thePlanSaysInWordsWhatWouldChange() {
    String edited = SiteText.set(SITE, List.of("rules", "river-high", "warning"), 1.95);
    edited = SiteText.remove(edited, List.of("devices", "relay-01"));
    var plan = SitePlan.between(SITE, edited);
    assertEquals(
        List.of(
            "remove device relay-01 (was address unit id 2, more x)",
            "rule river-high warning level: 1.8 → 1.95"),
        plan.stream().map(c -> c.sentence().en()).toList());
    assertEquals("规则 river-high 警戒水位：1.8 → 1.95", plan.get(1).sentence().zh());
  }

  @Test
  void thePlanSpeaksAsPeopleDoAndNotAsTheFileDoes() {
    String before =
        """
        devices:
          - name: gauge-1
            title: {zh: 水位计, en: River gauge}
            address: {unit: 1}
            poll-interval: PT1S
            enabled: true
        rules:
          - id: high
            type: river-level
            title: {zh: 水位超限, en: River high}
            point: gauge-1/level
            unit: m
            off-delay: PT10M
        outputs: []
        """;
    String after =
        before
            .replace("unit: 1", "unit: 2")
            .replace("PT1S", "PT1M30S")
            .replace("true", "false")
            .replace("unit: m", "unit: cm")
            .replace("PT10M", "PT0.5S")
            .replace(
                "outputs: []",
                """
                outputs:
                  - id: siren
                    title: {zh: 警笛, en: Siren}
                    point: gauge-1/siren
                    fail-safe: off
                    dead-man: P1DT2H
                    triggers:
                      - {rule: high, at-least: orange}""");
    var plan = SitePlan.between(before, after);
    assertEquals(
        List.of(
            "设备 水位计 (gauge-1) 地址 从站号：1 → 2",
            "设备 水位计 (gauge-1) 读取间隔：1 秒 → 1 分钟 30 秒",
            "设备 水位计 (gauge-1) 启用：是 → 否",
            "规则 水位超限 (high) 单位：m → cm",
            "规则 水位超限 (high) 恢复延时：10 分钟 → 0.5 秒",
            "新增 输出 警笛 (siren)：测点 水位计 (gauge-1/siren)，无法判断时 断开，最长接通时间 1 天 2 小时，"
                + "由哪些告警接通 规则 水位超限 (high)，从哪一级起 橙色"),
        plan.stream().map(c -> c.sentence().zh()).toList());
    assertEquals(
        List.of(
            "device River gauge (gauge-1) address unit id: 1 → 2",
            "device River gauge (gauge-1) poll interval: 1 s → 1 min 30 s",
            "device River gauge (gauge-1) enabled: yes → no",
            "rule River high (high) unit: m → cm",
            "rule River high (high) delay before clearing: 10 min → 0.5 s",
            "add output Siren (siren): point River gauge (gauge-1/siren), when nothing can be judged"
                + " off, longest time on 1 day 2 h, switched on by rule River high (high), from"
                + " level orange"),
        plan.stream().map(c -> c.sentence().en()).toList());
  }

  @Test
  void whatIsEmptyIsNotTakenForWhatIsNotThere() {
    var plan = SitePlan.between("a: x\nlinks: []\n", "a: ''\nlinks: []\n");
    assertEquals("a：x → 空", plan.getFirst().sentence().zh());
  }

  /// A key without a word would be shown to a technician as it stands in the file.
  @Test
  void everyKeyThatASiteFileMayHaveHasAWordInBothLanguages() {
    var without = new java.util.TreeSet<String>();
    keys(SchemaCheck.read("site"), "", without);
    keys(DeviceForms.schema(), "", without);
    assertEquals(java.util.Set.of(), without);
  }

  private static void keys(Object schema, String key, java.util.Set<String> without) {
    if (schema instanceof Map<?, ?> map) {
      boolean isOwn = map.containsKey("x-title");
      if (!key.isEmpty() && !key.startsWith("$")) {
        var word = SiteWords.key(key, isOwn);
        if (word.zh().equals(key) && !key.equals("sn")) {
          without.add(key);
        }
      }
      map.forEach(
          (k, v) -> {
            if (String.valueOf(k).equals("properties")) {
              ((Map<?, ?>) v).forEach((name, part) -> keys(part, String.valueOf(name), without));
            } else if (v instanceof Map<?, ?> below && String.valueOf(k).equals("$defs")) {
              below.values().forEach(part -> keys(part, "", without));
            } else if (v instanceof Map<?, ?>) {
              keys(v, "", without);
            }
          });
    }
  }

  @Test
  void everyShippedProfileIsInTheCatalogue() throws IOException {
    var names = ProfileCatalogue.all(Path.of("target")).stream().map(p -> p.id()).toList();
    assertTrue(names.contains("radar-level-gauge") && names.size() > 20, names.toString());
  }
}
