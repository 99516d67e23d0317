package org.fieldbeacon.agent.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Takes one change of a plan back, and leaves the others and all comments as they are.
///
/// How it is designed, and why: what the text must say afterwards is known from the two trees. Of
/// the ways there, the first is taken that says just that: lines put back as they were before, so
/// that their comments come back with them; else an edit of the text as it is now.
public final class SiteUndo {
  /// Lines of one side times lines of the other; a larger pair is not compared line by line.
  private static final long MOST_COMPARED = 16_000_000;

  private static final int MOST_TRIES = 200;

  private SiteUndo() {}

  /// The later text without one of the changes between the two.
  ///
  /// @param path of the change, as [SitePlan] names it
  /// @throws SiteText.EditException when there is no such change, or it cannot be taken back alone
  public static String undone(String before, String after, List<String> path) {
    Map<String, Object> was = SiteText.tree(before);
    Map<String, Object> is = SiteText.tree(after);
    boolean isThere = SitePlan.between(before, after).stream().anyMatch(c -> c.path().equals(path));
    if (!isThere) {
      throw new SiteText.EditException("there is no such change " + String.join(" / ", path));
    }
    Map<String, Object> wanted = wanted(was, is, path);
    return Stream.concat(byLines(before, after, path), byEdits(after, was, is, path))
        .map(SiteUndo::tried)
        .flatMap(Optional::stream)
        .filter(t -> tree(t).filter(tree -> SiteText.isSame(tree, wanted)).isPresent())
        .findFirst()
        .orElseThrow(
            () ->
                new SiteText.EditException(
                    String.join(" / ", path)
                        + ": the layout here can be edited only in the text itself"));
  }

  private static Optional<String> tried(Supplier<String> way) {
    try {
      return Optional.of(way.get());
    } catch (SiteText.EditException _) {
      return Optional.empty();
    }
  }

  private static Optional<Map<String, Object>> tree(String text) {
    try {
      return Optional.of(SiteText.tree(text));
    } catch (SiteText.EditException _) {
      return Optional.empty();
    }
  }

  // ---- what it must say

  @SuppressWarnings("unchecked")
  private static Map<String, Object> wanted(
      Map<String, Object> was, Map<String, Object> is, List<String> path) {
    return (Map<String, Object>) back(was, is, path);
  }

  /// `is` with what is at the path as it is in `was`.
  private static Object back(Object was, Object is, List<String> path) {
    if (path.isEmpty()) {
      return was;
    }
    String step = path.getFirst();
    List<String> rest = path.subList(1, path.size());
    if (was instanceof Map<?, ?> before && is instanceof Map<?, ?> now) {
      Map<Object, Object> copy = new LinkedHashMap<>(now);
      if (!before.containsKey(step)) {
        copy.remove(step);
      } else {
        copy.put(
            step,
            now.containsKey(step) ? back(before.get(step), now.get(step), rest) : before.get(step));
      }
      return copy;
    }
    List<Object> copy = new ArrayList<>((List<?>) is);
    int own = indexOf(copy, step);
    int old = indexOf((List<?>) was, step);
    if (old < 0) {
      copy.remove(own);
    } else if (own >= 0) {
      copy.set(own, back(((List<?>) was).get(old), copy.get(own), rest));
    } else {
      int at = 0;
      for (Object one : ((List<?>) was).subList(0, old)) {
        at = Math.max(at, indexOf(copy, nameOf(one)) + 1);
      }
      copy.add(at, ((List<?>) was).get(old));
    }
    return copy;
  }

  private static int indexOf(List<?> list, String name) {
    for (int i = 0; i < list.size(); i++) {
      if (nameOf(list.get(i)).equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static String nameOf(Object entry) {
    return entry instanceof Map<?, ?> m
        ? String.valueOf(m.containsKey("id") ? m.get("id") : m.get("name"))
        : "";
  }

  // ---- the ways there

  private static Stream<Supplier<String>> byEdits(
      String after, Map<String, Object> was, Map<String, Object> is, List<String> path) {
    Optional<Object> old = at(was, path);
    boolean isThere = at(is, path).isPresent();
    if (old.isEmpty()) {
      return Stream.of(() -> SiteText.remove(after, path));
    }
    return isThere
        ? Stream.of(() -> SiteText.set(after, path, old.get()))
        : Stream.of(
            () -> SiteText.set(after, path, old.get()), () -> appended(after, path, old.get()));
  }

  private static String appended(String after, List<String> path, Object entry) {
    Map<String, Object> copy = new LinkedHashMap<>();
    if (entry instanceof Map<?, ?> map) {
      map.forEach((k, v) -> copy.put(String.valueOf(k), v));
    }
    return SiteText.append(after, path.subList(0, path.size() - 1), copy);
  }

  private static Optional<Object> at(Object tree, List<String> path) {
    Object at = tree;
    for (String step : path) {
      if (at instanceof Map<?, ?> map && map.get(step) != null) {
        at = map.get(step);
      } else if (at instanceof List<?> list && indexOf(list, step) >= 0) {
        at = list.get(indexOf(list, step));
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(at);
  }

  /// Lines that differ: those of the earlier text stand in the place of those of the later one.
  private record Hunk(int oldFrom, int oldTo, int nowFrom, int nowTo) {
    /// Its lines one by one, where each has a counterpart.
    Stream<Hunk> lines() {
      int n = oldTo - oldFrom;
      return n > 1 && n == nowTo - nowFrom
          ? Stream.iterate(0, i -> i < n, i -> i + 1)
              .map(i -> new Hunk(oldFrom + i, oldFrom + i + 1, nowFrom + i, nowFrom + i + 1))
          : Stream.empty();
    }

    boolean has(int oldLine) {
      return oldLine >= oldFrom && oldLine < oldTo;
    }

    Patch whole(List<String> old) {
      return new Patch(old.subList(oldFrom, oldTo), nowFrom, nowTo);
    }
  }

  /// Lines to be put in the place of some of the later text.
  private record Patch(List<String> lines, int from, int to) {}

  /// Every stretch of lines that differs, put back as it was; then two of them, as when a list was
  /// emptied; then the lines of the changed entry alone, where its neighbours are gone too.
  private static Stream<Supplier<String>> byLines(String before, String after, List<String> path) {
    List<String> old = lines(before);
    List<String> now = lines(after);
    List<Hunk> hunks = hunks(old, now);
    List<Patch> whole = hunks.stream().map(h -> h.whole(old)).toList();
    Stream<Patch> lines = hunks.stream().flatMap(Hunk::lines).map(h -> h.whole(old));
    Stream<List<Patch>> ways =
        Stream.of(
                Stream.concat(whole.stream(), lines).map(List::of),
                whole.stream().flatMap(h -> whole.stream().map(o -> List.of(h, o))),
                own(before, path, hunks, old, now).stream()
                    .flatMap(
                        own ->
                            Stream.concat(
                                Stream.of(own), whole.stream().map(other -> with(own, other)))))
            .flatMap(w -> w);
    return ways.filter(SiteUndo::isInOrder).limit(MOST_TRIES).map(some -> () -> putBack(now, some));
  }

  /// What of the stretches is the changed entry's: before what stands there now; or, where its list
  /// was emptied, with the list's key and instead of it.
  private static List<List<Patch>> own(
      String before, List<String> path, List<Hunk> hunks, List<String> old, List<String> now) {
    SiteText.Lines entry;
    int key;
    try {
      entry = SiteText.linesOf(before, path);
      key =
          path.size() < 2 ? -1 : SiteText.linesOf(before, path.subList(0, path.size() - 1)).from();
    } catch (SiteText.EditException _) {
      return List.of();
    }
    List<Patch> beside = new ArrayList<>();
    List<Patch> keyed = new ArrayList<>();
    for (Hunk hunk : hunks) {
      int from = Math.max(hunk.oldFrom(), entry.from());
      int to = Math.min(hunk.oldTo(), entry.to());
      if (from < to) {
        List<String> lines = old.subList(from, to);
        beside.add(new Patch(lines, hunk.nowFrom(), hunk.nowFrom()));
        emptied(hunk, old.get(Math.max(key, 0)), now)
            .filter(_ -> hunk.has(key))
            .ifPresent(
                line ->
                    keyed.add(
                        new Patch(
                            Stream.concat(Stream.of(old.get(key)), lines.stream()).toList(),
                            line,
                            line + 1)));
      }
    }
    return Stream.of(beside, keyed).filter(p -> !p.isEmpty()).toList();
  }

  /// The line on which a list's key stands now, emptied.
  private static Optional<Integer> emptied(Hunk hunk, String keyLine, List<String> now) {
    String key = keyLine.substring(0, keyLine.indexOf(':') + 1);
    return Stream.iterate(hunk.nowFrom(), i -> i < hunk.nowTo(), i -> i + 1)
        .filter(i -> !key.isEmpty() && now.get(i).startsWith(key))
        .findFirst();
  }

  private static List<Patch> with(List<Patch> own, Patch one) {
    return Stream.concat(own.stream(), Stream.of(one))
        .sorted(Comparator.comparingInt(Patch::from).thenComparingInt(Patch::to))
        .toList();
  }

  private static boolean isInOrder(List<Patch> patches) {
    for (int i = 1; i < patches.size(); i++) {
      if (patches.get(i).from() < patches.get(i - 1).to()
          || patches.get(i).equals(patches.get(i - 1))) {
        return false;
      }
    }
    return true;
  }

  /// @param patches in the order of the text
  private static String putBack(List<String> now, List<Patch> patches) {
    List<String> all = new ArrayList<>();
    int at = 0;
    for (Patch patch : patches) {
      all.addAll(now.subList(at, patch.from()));
      all.addAll(patch.lines());
      at = patch.to();
    }
    all.addAll(now.subList(at, now.size()));
    return String.join("", all);
  }

  private static List<String> lines(String text) {
    return new ArrayList<>(List.of(text.split("(?<=\n)", -1)));
  }

  private static List<Hunk> hunks(List<String> old, List<String> now) {
    int head = 0;
    while (head < Math.min(old.size(), now.size()) && old.get(head).equals(now.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < Math.min(old.size(), now.size()) - head
        && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
      tail++;
    }
    List<String> a = old.subList(head, old.size() - tail);
    List<String> b = now.subList(head, now.size() - tail);
    return (long) a.size() * b.size() > MOST_COMPARED
        ? List.of(new Hunk(head, old.size() - tail, head, now.size() - tail))
        : hunks(a, b, head);
  }

  /// By the longest common subsequence.
  private static List<Hunk> hunks(List<String> a, List<String> b, int head) {
    int[][] common = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int k = b.size() - 1; k >= 0; k--) {
        common[i][k] =
            a.get(i).equals(b.get(k))
                ? common[i + 1][k + 1] + 1
                : Math.max(common[i + 1][k], common[i][k + 1]);
      }
    }
    List<Hunk> hunks = new ArrayList<>();
    int i = 0;
    int k = 0;
    while (i < a.size() || k < b.size()) {
      int fromA = i;
      int fromB = k;
      while (!(i < a.size() && k < b.size() && a.get(i).equals(b.get(k)))
          && (i < a.size() || k < b.size())) {
        if (k >= b.size() || (i < a.size() && common[i + 1][k] >= common[i][k + 1])) {
          i++;
        } else {
          k++;
        }
      }
      if (i > fromA || k > fromB) {
        hunks.add(new Hunk(head + fromA, head + i, head + fromB, head + k));
      }
      while (i < a.size() && k < b.size() && a.get(i).equals(b.get(k))) {
        i++;
        k++;
      }
    }
    return hunks;
  }
}
