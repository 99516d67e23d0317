package org.fieldbeacon.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fieldbeacon.agent.config.SitePlan.Change;
import org.junit.jupiter.api.Test;

/// One change taken back, the others kept, and the file's comments where they were.
class SiteUndoTest {
  private static final String SITE =
      """
      # Ask Mr. Zhang.
      devices:
        # the gauge under the third arch
        - name: gauge-01
          title: {zh: 水位计, en: Gauge} # painted red
          address: {unit: 1}
          poll-interval: PT1M # the battery is small

        # the relays
        - name: relay-01
          address: {unit: 2}
          # not faster
          poll-interval: PT5S
      rules:
        - id: high
          warning: 1.8   # by the authority
          guarantee: 2.1
      outputs:
        - id: siren
          triggers:
            - {rule: high, at-least: orange}
      store: {dir: store}
      # the end
      """;

  private static String undone(String after, String... path) {
    return SiteUndo.undone(SITE, after, List.of(path));
  }

  @Test
  void theOnlyChangeTakenBackLeavesTheFileAsItWas() {
    for (String after :
        List.of(
            SiteText.set(SITE, List.of("rules", "high", "warning"), 1.5),
            SiteText.set(SITE, List.of("rules", "high", "highest"), 3),
            SiteText.remove(SITE, List.of("rules", "high", "guarantee")),
            SiteText.remove(SITE, List.of("devices", "gauge-01")),
            SiteText.remove(SITE, List.of("devices", "relay-01")),
            SiteText.remove(SITE, List.of("outputs", "siren")),
            SiteText.remove(SITE, List.of("store")),
            SiteText.append(SITE, List.of("devices"), Map.of("name", "rain-01")),
            SiteText.append(SITE, List.of("links"), Map.of("name", "field")))) {
      List<Change> plan = SitePlan.between(SITE, after);
      assertEquals(1, plan.size(), after);
      assertEquals(SITE, SiteUndo.undone(SITE, after, plan.getFirst().path()));
    }
  }

  @Test
  void ofTwoChangesSideBySideTheOtherStays() {
    String after = SiteText.set(SITE, List.of("rules", "high", "warning"), 1.5);
    after = SiteText.set(after, List.of("rules", "high", "guarantee"), 2.5);
    assertEquals(
        SITE.replace("guarantee: 2.1", "guarantee: 2.5"),
        undone(after, "rules", "high", "warning"));
    assertEquals(
        SITE.replace("warning: 1.8 ", "warning: 1.5 "),
        undone(after, "rules", "high", "guarantee"));
  }

  @Test
  void ofTwoDevicesRemovedEitherComesBackWithItsCommentsToItsPlace() {
    String both = SiteText.remove(SITE, List.of("devices", "gauge-01"));
    both = SiteText.remove(both, List.of("devices", "relay-01"));
    String gauge = undone(both, "devices", "gauge-01");
    assertTrue(gauge.contains("poll-interval: PT1M # the battery is small"), gauge);
    assertTrue(gauge.contains("title: {zh: 水位计, en: Gauge} # painted red"), gauge);
    String relay = undone(both, "devices", "relay-01");
    assertTrue(
        relay.contains(
            "# the relays\n  - name: relay-01\n    address: {unit: 2}\n    # not faster\n    poll"),
        relay);
    String again = SiteUndo.undone(SITE, relay, List.of("devices", "gauge-01"));
    assertEquals(
        SiteText.tree(SITE), SiteText.tree(again), "the order is the one that it was before");
    for (String comment : SITE.lines().filter(l -> l.contains("#")).toList()) {
      String words = comment.substring(comment.indexOf('#'));
      assertTrue(again.contains(words), words + " is gone from\n" + again);
    }
  }

  @Test
  void aDeviceIsPutBackBetweenOthersThoughOneMoreHasBeenAdded() {
    String after = SiteText.remove(SITE, List.of("devices", "gauge-01"));
    after = SiteText.append(after, List.of("devices"), Map.of("name", "rain-01"));
    String back = undone(after, "devices", "gauge-01");
    assertEquals(
        SITE.replace("poll-interval: PT5S\n", "poll-interval: PT5S\n  - name: rain-01\n"), back);
  }

  @Test
  void whatIsNoChangeIsRefused() {
    String after = SiteText.set(SITE, List.of("rules", "high", "warning"), 1.5);
    assertThrows(SiteText.EditException.class, () -> undone(after, "rules", "high", "guarantee"));
    assertThrows(SiteText.EditException.class, () -> undone(after, "rules", "nobody"));
  }

  /// A device is removed with all that needs it, and each change is taken back, in any order.
  @Test
  void inWhateverOrderAllIsTakenBackTheFileIsAsItWas() {
    String site =
        """
        devices:
          - name: gauge # by the bridge
            link: field
          - name: relay
            link: field
        quality:
          gauge/level:
            gross-range: {fail: [0, 30]}
        rules:
          - id: high
            point: gauge/level
            warning: 1.8        # set by the authority
            alarm: {latched: true}
          - id: credible
            point: gauge/level
            alarm: {latched: true}
        outputs:
          - id: siren
            point: relay/siren
            triggers:
              - {rule: high, at-least: orange}
        store:
          dir: store
        """;
    String without = SiteRemoval.of(site, "devices", "gauge").orElseThrow().done();
    List<List<String>> paths = SitePlan.between(site, without).stream().map(Change::path).toList();
    assertEquals(5, paths.size(), paths.toString());
    permutations(paths)
        .forEach(
            order -> {
              String text = without;
              for (List<String> path : order) {
                text = SiteUndo.undone(site, text, path);
              }
              assertEquals(site, text, order.toString());
            });
  }

  private static Stream<List<List<String>>> permutations(List<List<String>> all) {
    if (all.isEmpty()) {
      return Stream.of(List.of());
    }
    return all.stream()
        .flatMap(
            first ->
                permutations(all.stream().filter(p -> !p.equals(first)).toList())
                    .map(rest -> Stream.concat(Stream.of(first), rest.stream()).toList()));
  }

  /// Every value of every shipped site is changed, with its neighbour, and taken back.
  @Test
  void everyChangeOfTheShippedSitesIsTakenBackToTheLetter() throws IOException {
    int undone = 0;
    try (var folders = Files.list(Path.of("../../firmware-configs/sites"))) {
      for (Path folder : folders.toList()) {
        String text = Files.readString(folder.resolve("site.yaml"));
        for (String list : List.of("links", "devices", "rules", "outputs")) {
          for (Object entry : (List<?>) SiteText.tree(text).getOrDefault(list, List.of())) {
            Map<?, ?> map = (Map<?, ?>) entry;
            String name = String.valueOf(map.containsKey("id") ? map.get("id") : map.get("name"));
            String without = SiteText.remove(text, List.of(list, name));
            assertEquals(text, SiteUndo.undone(text, without, List.of(list, name)), list + name);
            undone++;
          }
        }
      }
    }
    assertTrue(undone > 50, "undone: " + undone);
  }
}
