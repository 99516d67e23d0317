package org.fieldbeacon.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.fieldbeacon.driver.Text;
import org.junit.jupiter.api.Test;

/// What goes with a part that is taken out of a site.
class SiteRemovalTest {
  private static final String SITE =
      """
      links:
        - name: field # in the cabinet
          type: tcp
      devices:
        # the gauge under the arch
        - name: gauge
          title: {zh: 水位计, en: Gauge}
          link: field
        - name: relay # eight of them
          title: {zh: 继电器, en: Relay}
          link: field
      quality:
        gauge/level:
          gross-range: {fail: [0, 30]}
        other/level:
          neighbour: {points: [gauge/level, third/level], suspect: 1}
      rules:
        - id: high
          title: {zh: 水位超限, en: High}
          point: gauge/level # see the letter
        - id: credible
          title: {zh: 继电器不可信, en: Relay not credible}
          point: relay/siren
          alarm:
            suppressed-by: high
      outputs:
        - id: siren
          title: {zh: 警笛, en: Siren}
          point: relay/siren
          triggers:
            - {rule: high, at-least: orange} # loud
            - {rule: credible, at-least: notice}
        - id: lamp
          title: {zh: 灯, en: Lamp}
          point: relay/lamp
          read-back: gauge/lamp
          triggers:
            - {rule: high, at-least: orange}
      # the end
      """;

  private static SiteRemoval of(String text, String list, String name) {
    return SiteRemoval.of(text, list, name).orElseThrow();
  }

  private static List<String> zh(List<Text> all) {
    return all.stream().map(Text::zh).toList();
  }

  @Test
  void aDeviceTakesItsRulesAndOutputsAlongAndTheyAreNamed() {
    SiteRemoval gauge = of(SITE, "devices", "gauge");
    assertEquals("设备 水位计 (gauge)", gauge.what().zh());
    assertEquals(List.of("规则 水位超限 (high)", "输出 灯 (lamp)"), zh(gauge.along()));
    assertEquals(
        List.of(
            "质量检查 水位计 (gauge/level)",
            "质量检查 other/level 邻站比对 测点：水位计 (gauge/level)",
            "规则 继电器不可信 (credible) 告警方式",
            "输出 警笛 (siren) 由哪些告警接通：规则 水位超限 (high)，从哪一级起 橙色"),
        zh(gauge.lost()));
    assertEquals(List.of(), gauge.obstacles());
    assertEquals(
        """
        links:
          - name: field # in the cabinet
            type: tcp
        devices:
          # the gauge under the arch
          - name: relay # eight of them
            title: {zh: 继电器, en: Relay}
            link: field
        quality:
          other/level:
            neighbour: {points: [third/level], suspect: 1}
        rules:
          - id: credible
            title: {zh: 继电器不可信, en: Relay not credible}
            point: relay/siren
        outputs:
          - id: siren
            title: {zh: 警笛, en: Siren}
            point: relay/siren
            triggers:
              - {rule: credible, at-least: notice}
        # the end
        """,
        gauge.done());
  }

  @Test
  void allRulesAndOutputsGoWithTheLastDeviceThatTheyNeed() {
    SiteRemoval relay = of(SITE, "devices", "relay");
    assertEquals(
        List.of("规则 继电器不可信 (credible)", "输出 警笛 (siren)", "输出 灯 (lamp)"), zh(relay.along()));
    String left = relay.done();
    assertTrue(left.contains("outputs: []\n# the end"), left);
    assertTrue(left.contains("point: gauge/level # see the letter"), left);
  }

  @Test
  void aLinkThatIsUsedStays() {
    SiteRemoval link = of(SITE, "links", "field");
    assertEquals(List.of("设备 水位计 (gauge) 还在用这条线路", "设备 继电器 (relay) 还在用这条线路"), zh(link.obstacles()));
  }

  @Test
  void whatLocksAnOutputStays() {
    String text =
        SITE.replace(
            "    triggers:\n      - {rule: high, at-least: orange} # loud",
            "    interlocks:\n      - {point: gauge/key, unit: '1', equals: 1}\n    triggers:\n"
                + "      - {rule: high, at-least: orange} # loud");
    SiteRemoval gauge = of(text, "devices", "gauge");
    assertEquals(1, gauge.obstacles().size());
    assertTrue(gauge.obstacles().getFirst().zh().contains("警笛 (siren) 靠它联锁"), text);
  }

  @Test
  void anOutputGoesAloneAndWhatIsNotThereIsNotRemoved() {
    SiteRemoval siren = of(SITE, "outputs", "siren");
    assertEquals(List.of(), siren.along());
    assertEquals(List.of(), siren.lost());
    assertTrue(SiteRemoval.of(SITE, "outputs", "nobody").isEmpty());
    assertTrue(SiteRemoval.of(SITE, "gateway", "id").isEmpty());
  }
}
