package org.fieldbeacon.agent.console;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.fieldbeacon.agent.config.SiteText;
import org.fieldbeacon.driver.Text;

/// The files, folders and environment variables that a site file names, and which of them a
/// technician may bring in: whatever the gateway can read or write, a site file can have it send to
/// a server or fill with pictures. Somebody with a shell, and an administrator, may name any.
final class NamedFiles {
  private static final Set<String> SECRETS = Set.of("password-file", "command-key", "trust");
  private static final List<String> CLOSED = List.of("console", "secrets");
  private static final Pattern INSIDE =
      Pattern.compile(
          "links\\.[^.]*\\.(?:state-dir|path|file|settings\\.(?:picture-folder|w1-dir))"
              + "|models\\.[^.]*\\.(?:package|shadow|trusted-keys)");
  private static final Pattern VARIABLE = Pattern.compile(".*\\$\\{.*", Pattern.DOTALL);
  private static final String STORE = "store.dir";
  private static final String FIRST_STORE = "store";
  private static final Text SECRET_WORDS =
      new Text(
          "secrets/ 里由控制台保存的文件;别处的文件只有管理员可以指定",
          "a file in secrets/, as the console keeps them; only an administrator may name another");
  private static final Text INSIDE_WORDS =
      new Text(
          "站点文件夹里的相对路径,不在 console/ 和 secrets/ 里;别处只有管理员可以指定",
          "a path inside the site's folder, not in console/ or secrets/; only an administrator may"
              + " name another");
  private static final Text STORE_WORDS =
      new Text("保持不变;数据目录只有管理员可以改", "as it was; only an administrator may move the store");
  private static final Text VARIABLE_WORDS =
      new Text("不用环境变量的值;环境变量只有管理员可以引用", "a value; only an administrator may name a variable");

  private final Path secrets;

  /// @param siteFolder where the site file is, or will be
  NamedFiles(Path siteFolder) {
    secrets = siteFolder.toAbsolutePath().normalize().resolve("secrets");
  }

  /// One of them.
  ///
  /// @param place as `links.cam.settings.password-file`
  /// @param key the last of its steps
  private record Named(String place, String key, String value) {
    /// It may move in the file, but not become something else.
    List<String> sameAs() {
      return List.of(key, value);
    }
  }

  /// One that a technician may not bring in.
  record Refused(String place, String got, Text wanted) {}

  /// What a technician may not bring in with a text.
  ///
  /// @param known texts whose names are there already
  /// @throws SiteText.EditException when the text is no YAML
  List<Refused> refused(String text, Collection<String> known) {
    Set<List<String>> there = new HashSet<>();
    for (String one : known) {
      try {
        each("", "", SiteText.tree(one), n -> there.add(n.sameAs()));
      } catch (SiteText.EditException _) {
        // It names nothing that could be relied on.
      }
    }
    List<Refused> refused = new ArrayList<>();
    each(
        "",
        "",
        SiteText.tree(text),
        n -> {
          if (!there.contains(n.sameAs())) {
            wanted(n).ifPresent(w -> refused.add(new Refused(n.place(), n.value(), w)));
          }
        });
    return refused;
  }

  private static void each(String place, String key, Object value, Consumer<Named> found) {
    switch (value) {
      case Map<?, ?> map ->
          map.forEach(
              (k, v) -> {
                if (v != null) {
                  each(under(place, String.valueOf(k)), String.valueOf(k), v, found);
                }
              });
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          Object entry = list.get(i);
          if (entry != null) {
            each(
                entry instanceof Map<?, ?> m ? under(place, name(m, i)) : place, key, entry, found);
          }
        }
      }
      case String text -> found.accept(new Named(place, key, text));
      default -> {
        // No name of a file.
      }
    }
  }

  private static String under(String place, String step) {
    return place.isEmpty() ? step : place + "." + step;
  }

  private static String name(Map<?, ?> entry, int index) {
    Object id = entry.containsKey("id") ? entry.get("id") : entry.get("name");
    return id == null ? String.valueOf(index) : String.valueOf(id).replace('.', '_');
  }

  private Optional<Text> wanted(Named named) {
    if (VARIABLE.matcher(named.value()).matches()) {
      return Optional.of(VARIABLE_WORDS);
    }
    if (SECRETS.contains(named.key())) {
      return isSecret(named.value()) ? Optional.empty() : Optional.of(SECRET_WORDS);
    }
    if (named.place().equals(STORE)) {
      return named.value().equals(FIRST_STORE) ? Optional.empty() : Optional.of(STORE_WORDS);
    }
    boolean isHeld = INSIDE.matcher(named.place()).matches();
    return isHeld && !isInside(named.value()) ? Optional.of(INSIDE_WORDS) : Optional.empty();
  }

  /// Right in the folder: whoever has made folders or links in it has a shell.
  private boolean isSecret(String value) {
    try {
      return secrets.equals(secrets.resolveSibling(value).normalize().getParent());
    } catch (InvalidPathException _) {
      return false;
    }
  }

  private static boolean isInside(String value) {
    try {
      Path path = Path.of(value).normalize();
      return !path.isAbsolute()
          && !path.toString().isEmpty()
          && !path.startsWith("..")
          && !CLOSED.contains(path.getName(0).toString());
    } catch (InvalidPathException _) {
      return false;
    }
  }
}
