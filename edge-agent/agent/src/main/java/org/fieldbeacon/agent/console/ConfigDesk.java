package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fieldbeacon.agent.config.Problem;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteFile;
import org.fieldbeacon.agent.config.SitePlan;
import org.fieldbeacon.agent.config.SiteRemoval;
import org.fieldbeacon.agent.config.SiteText;
import org.fieldbeacon.agent.config.SiteUndo;
import org.fieldbeacon.agent.console.AuditLog.Actor;
import org.fieldbeacon.agent.console.ConfigFiles.Draft;
import org.fieldbeacon.agent.console.ConfigFiles.Version;
import org.fieldbeacon.driver.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Configuration as a transaction. The site file is the truth; edits go to a draft of its text; a
/// draft is applied as a whole, on trial, and taken back by itself.
///
/// ```
///   site.yaml ── edit ─► draft ── apply ─► trial ── confirm ─► site.yaml, history
///                          ▲                 │
///                          └── taken back ◄──┘ worse, not confirmed, or the power went
/// ```
///
/// How it is designed, and why: before the site file is replaced the text to go back to is on flash
/// (`trial.json`); a start that finds it goes back first. So there is no moment at which a loss of
/// power leaves the gateway with a configuration that nobody has confirmed. All but [#summary]
/// block and run on one worker, which has nothing else to do that takes long: it watches the trial.
/// Reading what there is ([#view], [#history]) is for another worker.
final class ConfigDesk {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigDesk.class);

  private final ConfigFiles files;
  private final SiteHost host;
  private final AuditLog audit;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private volatile Optional<String> running = Optional.empty();
  private Optional<Trial> trial = Optional.empty();
  private Optional<Reverted> lastRevert = Optional.empty();
  private Counted counted = new Counted("", "", 0);
  private List<Problem> problems = List.of();
  private volatile JsonObject summary = new JsonObject();

  /// A change that was taken back.
  private record Reverted(Text why, Instant at) {}

  /// How many changes lie between two texts; made anew only when a text is another.
  private record Counted(String before, String after, int changes) {}

  ConfigDesk(
      ConfigFiles files, SiteHost host, AuditLog audit, InstantSource clock, LongSupplier nanos) {
    this.files = files;
    this.host = host;
    this.audit = audit;
    this.clock = clock;
    this.nanos = nanos;
  }

  /// Starts the gateway with the site file as it stands; first takes back a trial that the last run
  /// did not end.
  ///
  /// @return what keeps it from starting, one sentence each; empty when it runs or there is no site
  List<String> startUp() {
    files
        .trialPrevious()
        .ifPresent(
            previous -> {
              LOG.warn("site={} an unconfirmed change is taken back", files.siteFile());
              audit.record(
                  new Actor("", "gateway", ""), "config-reverted", "site.yaml", "", "restarted");
              files.writeSite(Optional.of(previous).filter(p -> !p.isEmpty()));
              files.endTrial();
              lastRevert =
                  Optional.of(
                      new Reverted(
                          new Text("试用期间网关重启", "the gateway restarted during the trial"),
                          clock.instant()));
            });
    List<String> refusals = new ArrayList<>();
    files.site().ifPresent(text -> refusals.addAll(start(text)));
    look();
    return refusals;
  }

  private List<String> start(String text) {
    return switch (load(text)) {
      case SiteFile.Loaded.Bad(List<Problem> found) -> {
        problems = found;
        yield found.stream().map(Problem::text).toList();
      }
      case SiteFile.Loaded.Good(SiteConfig site) -> {
        Optional<String> refusal = host.replace(site);
        if (refusal.isEmpty()) {
          running = Optional.of(text);
          problems = List.of();
          files.remember(text, "", "started with", clock.instant());
        }
        yield refusal.stream().toList();
      }
    };
  }

  /// What the draft, or the file, says of a device's calibrations.
  Map<String, Object> calibrations(String device) {
    if (SiteText.tree(edited(List.of())).get("devices") instanceof List<?> devices) {
      for (Object entry : devices) {
        if (entry instanceof Map<?, ?> m
            && device.equals(m.get("name"))
            && m.get("calibration") instanceof Map<?, ?> all) {
          Map<String, Object> copy = new LinkedHashMap<>();
          all.forEach((point, c) -> copy.put(String.valueOf(point), c));
          return copy;
        }
      }
    }
    return Map.of();
  }

  /// The draft, or the file, as a site; empty while it has mistakes.
  Optional<SiteConfig> drafted() {
    return load(edited(List.of())) instanceof SiteFile.Loaded.Good(SiteConfig site)
        ? Optional.of(site)
        : Optional.empty();
  }

  /// A text as if it were the site file.
  SiteFile.Loaded load(String text) {
    try {
      return SiteFile.load(text, files.siteFile());
    } catch (IOException e) {
      throw new UncheckedIOException(files.siteFile() + ": " + e.getMessage(), e);
    }
  }

  // ---- looking

  /// What all pages show of it; any thread.
  JsonObject summary() {
    return summary.copy();
  }

  /// Looks at the site file and at a trial; call every second or two.
  void look() {
    trial.ifPresent(
        t ->
            t.verdict(host.live().map(LiveSite::health), nanos.getAsLong())
                .ifPresent(this::takeBack));
    var now =
        new JsonObject()
            .put("draft", files.draft().isPresent())
            .put("hasSite", files.site().isPresent())
            .put("tag", tag());
    boolean byHand = trial.isEmpty() && !files.site().equals(running);
    now.put("changedByHand", byHand && files.site().isPresent());
    trial.ifPresent(
        t ->
            now.put(
                "trial",
                new JsonObject()
                    .put("by", t.by().name())
                    .put("secondsLeft", t.secondsLeft(nanos.getAsLong()))
                    .put("waitsFor", waitsFor(t))));
    files.draft().ifPresent(d -> now.put("draftChanges", changes(running.orElse(""), d.text())));
    lastRevert.ifPresent(
        r -> now.put("reverted", Json.text(r.why())).put("revertedAt", r.at().toString()));
    summary = now;
  }

  private JsonArray waitsFor(Trial trial) {
    var all = new JsonArray();
    trial
        .waitsFor(host.live().map(LiveSite::health), nanos.getAsLong())
        .forEach(what -> all.add(Json.text(what)));
    return all;
  }

  /// 0 when one of them cannot be read.
  private int changes(String before, String after) {
    if (!counted.before().equals(before) || !counted.after().equals(after)) {
      int changes = 0;
      try {
        changes = SitePlan.between(before, after).size();
      } catch (SiteText.EditException _) {
        LOG.debug("site={} the draft cannot be read", files.siteFile());
      }
      counted = new Counted(before, after, changes);
    }
    return counted.changes();
  }

  /// The draft, or the file as it stands, with what is wrong and what would change. Any thread that
  /// may block.
  ///
  /// @param isForAll whether those may see it too who may not know secrets
  JsonObject view(boolean isForAll) {
    Optional<Draft> draft = files.draft();
    Optional<String> file = files.site();
    String real = draft.map(Draft::text).or(() -> file).orElse("");
    String before = running.orElse("");
    Redactor redactor = redactor(before, real);
    UnaryOperator<String> shown = isForAll ? redactor::clean : UnaryOperator.identity();
    String text = shown.apply(real);
    var json =
        new JsonObject()
            .put("text", text)
            .put("isDraft", draft.isPresent())
            .put("isFileThere", file.isPresent())
            .put("changedByHand", summary.getBoolean("changedByHand", false))
            .put("tag", tag(draft, file));
    draft.ifPresent(
        d ->
            json.put("by", d.by())
                .put("at", d.at().toString())
                .put("outdated", !d.base().equals(hashOf(file))));
    var wrong = new JsonArray();
    if (!real.isEmpty() && load(real) instanceof SiteFile.Loaded.Bad(List<Problem> found)) {
      Map<String, Object> tree = Places.tree(text);
      found.forEach(
          p ->
              wrong.add(
                  InChinese.put(
                          InChinese.put(p.json(), "got", shown.apply(p.got())),
                          "wanted",
                          shown.apply(p.wanted()))
                      .put("where", Json.text(Places.of(p.path(), tree)))));
    }
    json.put("problems", wrong);
    try {
      json.put("tree", new JsonObject(SiteText.tree(text)));
      json.put("plan", plan(shown.apply(before), text));
    } catch (SiteText.EditException _) {
      json.put("tree", new JsonObject()).put("plan", new JsonArray());
    }
    return json;
  }

  private static JsonArray plan(String before, String after) {
    var plan = new JsonArray();
    for (SitePlan.Change change : SitePlan.between(before, after)) {
      plan.add(
          new JsonObject()
              .put("path", new JsonArray(change.path()))
              .put("place", Json.text(change.place()))
              .put("before", Json.text(change.before()))
              .put("after", Json.text(change.after()))
              .put("sentence", Json.text(change.sentence())));
    }
    return plan;
  }

  /// What one text has otherwise than the other, in words.
  ///
  /// @throws ApiProblem when one of them cannot be read
  static JsonArray changed(String before, String after) {
    try {
      return plan(before, after);
    } catch (SiteText.EditException e) {
      String why = String.valueOf(e.getMessage());
      throw ApiProblem.of(409, "无法比较:" + InChinese.of(why), why);
    }
  }

  /// Of what an edit would be based on.
  String tag() {
    return tag(files.draft(), files.site());
  }

  private static String tag(Optional<Draft> draft, Optional<String> file) {
    return draft.map(Draft::tag).orElseGet(() -> hashOf(file));
  }

  private static String hashOf(Optional<String> text) {
    return text.map(ConfigFiles::hash).orElse("none");
  }

  /// @param isForAll whether those may see it too who may not know secrets
  JsonArray history(boolean isForAll) {
    var list = new JsonArray();
    List<Version> all = files.history();
    UnaryOperator<String> shown = isForAll ? this::forAll : UnaryOperator.identity();
    for (int i = all.size() - 1; i >= 0; i--) {
      JsonObject entry = all.get(i).json();
      try {
        entry.put(
            "plan",
            i == 0
                ? new JsonArray()
                : plan(shown.apply(all.get(i - 1).text()), shown.apply(all.get(i).text())));
      } catch (SiteText.EditException _) {
        entry.put("plan", new JsonArray());
      }
      list.add(entry);
    }
    return list;
  }

  /// A text as those may see it who may not know secrets.
  String forAll(String text) {
    return redactor(text).clean(text);
  }

  /// All that the gateway runs with, may run with, or may be taken back to.
  List<String> texts() {
    List<String> texts = new ArrayList<>();
    files.site().ifPresent(texts::add);
    running.ifPresent(texts::add);
    files.draft().map(Draft::text).ifPresent(texts::add);
    files.trialPrevious().ifPresent(texts::add);
    files.history().forEach(v -> texts.add(v.text()));
    return texts;
  }

  /// The version that runs; empty when none does, or one that is on trial.
  Optional<Version> runningVersion() {
    String hash = hashOf(running);
    return files.history().reversed().stream().filter(v -> v.hash().equals(hash)).findFirst();
  }

  Version version(int id) {
    return files.history().stream()
        .filter(v -> v.id() == id)
        .findFirst()
        .orElseThrow(() -> ApiProblem.notFound("version " + id));
  }

  // ---- editing

  private void requireTag(String seen) {
    if (!seen.equals(tag())) {
      String by = files.draft().map(Draft::by).orElse("site.yaml");
      throw ApiProblem.of(
          412,
          "配置已被别人改动(" + by + "),没有写入",
          "the configuration has been changed meanwhile (" + by + "); nothing was written");
    }
  }

  /// Starts the gateway with the site file as it is now, which something else has put there; the
  /// one that ran has been stopped.
  ///
  /// @return what keeps it from starting, one sentence each
  List<String> restart() {
    List<String> refusals = new ArrayList<>();
    running = Optional.empty();
    files.site().ifPresent(text -> refusals.addAll(start(text)));
    look();
    return refusals;
  }

  void requireNoTrial() {
    if (trial.isPresent()) {
      throw ApiProblem.of(
          409, "有一项变更正在试用,请先确认或撤回", "a change is on trial; confirm it or take it back first");
    }
  }

  /// One edit of the draft; see [SiteText].
  record Edit(String op, List<String> path, Optional<Object> value) {}

  /// Edits the draft, which is begun where there is none.
  void edit(String seen, List<Edit> edits, Actor by) {
    requireNoTrial();
    requireTag(seen);
    keep(edited(edits), by);
  }

  /// The draft's text, or the file's, as it would be after some edits; nothing is kept.
  String edited(List<Edit> edits) {
    return edited(files.draft().map(Draft::text).orElse(files.site().orElse("")), edits);
  }

  /// A text with edits made.
  ///
  /// @throws ApiProblem when one of them cannot be made
  static String edited(String before, List<Edit> edits) {
    String text = before;
    try {
      for (Edit edit : edits) {
        text = edited(text, edit);
      }
      return text;
    } catch (SiteText.EditException | ClassCastException e) {
      String why = String.valueOf(e.getMessage());
      throw ApiProblem.of(409, "无法这样修改:" + InChinese.of(why), why);
    }
  }

  @SuppressWarnings("unchecked")
  private static String edited(String text, Edit edit) {
    return switch (edit.op()) {
      case "set" -> SiteText.set(text, edit.path(), edit.value().orElseThrow());
      case "add" ->
          SiteText.append(text, edit.path(), (Map<String, Object>) edit.value().orElseThrow());
      default -> SiteText.remove(text, edit.path());
    };
  }

  void replaceText(String seen, String text, Actor by) {
    requireNoTrial();
    requireTag(seen);
    keep(text, by);
  }

  /// Takes one change of the plan back; without the last one there is no draft any more.
  void undo(String seen, List<String> path, Actor by) {
    requireNoTrial();
    requireTag(seen);
    String text = edited(List.of());
    boolean isThere;
    String undone;
    try {
      isThere =
          SitePlan.between(running.orElse(""), text).stream().anyMatch(c -> c.path().equals(path));
      undone = isThere ? SiteUndo.undone(running.orElse(""), text, path) : text;
    } catch (SiteText.EditException e) {
      throw notSo(e);
    }
    if (!isThere) {
      throw ApiProblem.of(409, "这一项已经不在将要改变的内容里", "this is no longer among what would change");
    }
    requireNoWorse(
        text,
        undone,
        new Text("不能单独撤销这一项:其余的修改离不开它", "not to be undone by itself, the other changes need it"));
    keepOrDrop(seen, undone, by);
  }

  /// What goes with a part of the draft, or of the file.
  SiteRemoval removal(String list, String name) {
    try {
      return SiteRemoval.of(edited(List.of()), list, name)
          .orElseThrow(() -> ApiProblem.notFound(kindOf(list) + name));
    } catch (SiteText.EditException e) {
      throw notSo(e);
    }
  }

  private static String kindOf(String list) {
    return SiteRemoval.LISTS.contains(list)
        ? list.substring(0, list.length() - 1) + " "
        : list + " ";
  }

  /// Takes a part out of the draft.
  ///
  /// @param along whether what cannot be without it may go too
  void remove(String seen, String list, String name, boolean along, Actor by) {
    requireNoTrial();
    requireTag(seen);
    SiteRemoval removal = removal(list, name);
    if (!removal.obstacles().isEmpty()) {
      throw told("不能删除", "not to be removed", removal.obstacles());
    }
    List<Text> more = Stream.concat(removal.along().stream(), removal.lost().stream()).toList();
    if (!more.isEmpty() && !along) {
      throw told("没有删除,还有别的要一起删除", "not removed, more would have to go with it", more);
    }
    String left;
    try {
      left = removal.done();
    } catch (SiteText.EditException e) {
      throw notSo(e);
    }
    requireNoWorse(
        edited(List.of()),
        left,
        new Text("不能删除:其余的配置离不开它", "not to be removed, the rest needs it"));
    keepOrDrop(seen, left, by);
  }

  private static ApiProblem told(String zh, String en, List<Text> what) {
    return ApiProblem.of(
        409,
        zh + ":" + what.stream().map(Text::zh).collect(Collectors.joining(";")),
        en + ": " + what.stream().map(Text::en).collect(Collectors.joining("; ")));
  }

  private static ApiProblem notSo(SiteText.EditException e) {
    String why = String.valueOf(e.getMessage());
    return ApiProblem.of(409, "无法这样修改:" + InChinese.of(why), why);
  }

  /// Refuses a text in which more is wrong than before.
  private void requireNoWorse(String before, String after, Text what) {
    Set<Text> known = new LinkedHashSet<>(wrong(before));
    List<Text> fresh = wrong(after).stream().filter(w -> !known.contains(w)).limit(5).toList();
    if (!fresh.isEmpty()) {
      throw told(what.zh(), what.en(), fresh);
    }
  }

  /// What is wrong with a text, in words.
  private List<Text> wrong(String text) {
    return load(text) instanceof SiteFile.Loaded.Bad(List<Problem> found)
        ? found.stream().map(p -> Places.said(p, text)).toList()
        : List.of();
  }

  /// A draft that says what the file says is none.
  private void keepOrDrop(String seen, String text, Actor by) {
    if (files.draft().isPresent() && files.site().equals(Optional.of(text))) {
      dropDraft(seen, by);
    } else {
      keep(text, by);
    }
  }

  private void keep(String text, Actor by) {
    try {
      SiteText.requireBounded(text);
    } catch (SiteText.EditException e) {
      String why = String.valueOf(e.getMessage());
      throw ApiProblem.field("text", InChinese.of(why), why);
    }
    Optional<Draft> old = files.draft();
    String base = old.map(Draft::base).orElse(hashOf(files.site()));
    Set<String> drafters = new LinkedHashSet<>(old.map(Draft::drafters).orElse(List.of()));
    drafters.add(by.name());
    write(new Draft(text, base, by.name(), clock.instant(), List.copyOf(drafters)), by);
  }

  /// Refuses what a text would have the gateway read or write elsewhere than a technician may say;
  /// for what is to be done at once.
  void requireFiles(String text, Actor by) {
    requireFiles(text, Stream.concat(known(), files.draft().map(Draft::text).stream()), by);
  }

  private static void require(Actor by, List<NamedFiles.Refused> refused) {
    if (!refused.isEmpty()) {
      LOG.warn("user={} may not name {}", by.name(), refused.getFirst().place());
      throw ApiProblem.notForYou(
          refused.stream()
              .limit(20)
              .map(r -> new ApiProblem.Wrong(r.place(), r.wanted()))
              .toList());
    }
  }

  /// What [#requireFiles] would refuse; a text that is no YAML names nothing yet.
  List<NamedFiles.Refused> refusedFiles(String text, Actor by) {
    try {
      return refusedFiles(
          text, Stream.concat(known(), files.draft().map(Draft::text).stream()), by);
    } catch (SiteText.EditException _) {
      return List.of();
    }
  }

  private List<NamedFiles.Refused> refusedFiles(String text, Stream<String> known, Actor by) {
    boolean mayAll = by.role().equals(Role.ADMINISTRATOR.word());
    return mayAll ? List.of() : new NamedFiles(files.siteFolder()).refused(text, known.toList());
  }

  /// What somebody with a shell has written, or an administrator has applied.
  private Stream<String> known() {
    return Stream.concat(files.site().stream(), running.stream());
  }

  private void write(Draft fresh, Actor by) {
    require(by, refusedFiles(fresh.text(), by));
    String before = files.draft().map(Draft::text).orElse(files.site().orElse(""));
    if (!before.equals(fresh.text())) {
      DraftRecord.Entry entry =
          DraftRecord.of(before, fresh.text(), redactor(before, fresh.text()));
      audit.record(by, "draft-edited", entry.paths(), entry.before(), entry.after());
    }
    files.writeDraft(fresh);
    look();
  }

  /// The record is read and copied by others than those who may know passwords.
  private Redactor redactor(String... texts) {
    return Redactor.of(files.siteFolder(), List.of(texts), List.of());
  }

  private void recordTexts(Actor by, String what, String before, String after) {
    recordTexts(by, what, before, after, List.of());
  }

  private void recordTexts(
      Actor by, String what, String before, String after, List<String> drafters) {
    Redactor redactor = redactor(before, after);
    audit.record(by, what, "site.yaml", redactor.clean(before), redactor.clean(after), drafters);
  }

  void dropDraft(String seen, Actor by) {
    requireTag(seen);
    recordTexts(by, "draft-dropped", files.draft().map(Draft::text).orElse(""), "");
    files.dropDraft();
    look();
  }

  /// Makes a draft of an earlier version.
  ///
  /// @param mayReplace whether it may take the place of a draft that is there
  void restore(String seen, int id, boolean mayReplace, Actor by) {
    requireNoTrial();
    requireTag(seen);
    String text = version(id).text();
    Optional<Draft> old = files.draft();
    if (old.isPresent() && !mayReplace) {
      String whose = String.join(", ", old.get().drafters());
      throw ApiProblem.of(
          409,
          "已有一份草稿(" + whose + "),恢复会替换它;请先应用或丢弃,或确认替换",
          "there is a draft by " + whose + " that this would replace; apply or drop it, or say so");
    }
    write(
        new Draft(text, hashOf(files.site()), by.name(), clock.instant(), List.of(by.name())), by);
  }

  // ---- applying

  /// Puts the draft on trial; without one, the site file as somebody has changed it by hand.
  void apply(String seen, Duration patience, Actor by) {
    requireNoTrial();
    requireTag(seen);
    Optional<Draft> draft = files.draft();
    Optional<String> file = files.site();
    String text = draft.map(Draft::text).or(() -> file).orElse("");
    if (draft.isPresent() && !draft.get().base().equals(hashOf(file))) {
      throw ApiProblem.of(
          412,
          "站点文件已被手工改动,请重新核对草稿",
          "the site file has been changed by hand since the draft began");
    }
    SiteConfig site = sound(text);
    requireFiles(text, known(), by); // Without the draft, which an administrator may have begun.
    String previous = running.orElse("");
    recordTexts(by, "config-applied", previous, text, draft.map(Draft::drafters).orElse(List.of()));
    var states = host.live().map(l -> Trial.states(l.health())).orElse(Map.of());
    files.beginTrial(previous);
    files.writeSite(Optional.of(text));
    long now = nanos.getAsLong();
    Optional<String> refusal = host.replace(site);
    trial =
        Optional.of(
            new Trial(by, previous, text, states, nanos.getAsLong(), now + patience.toNanos()));
    lastRevert = Optional.empty();
    if (refusal.isPresent()) {
      takeBack(
          new Text(
              "网关无法启动:" + InChinese.of(refusal.get()),
              "the gateway did not start: " + refusal.get()));
      throw ApiProblem.of(
          409,
          "已撤回,网关无法启动:" + InChinese.of(refusal.get()),
          "taken back, the gateway did not start: " + refusal.get());
    }
    if (previous.isEmpty()) {
      keep(by); // There is nothing to go back to.
    }
    look();
  }

  private void requireFiles(String text, Stream<String> known, Actor by) {
    try {
      require(by, refusedFiles(text, known, by));
    } catch (SiteText.EditException e) {
      throw ApiProblem.of(
          409,
          "读不出其中的文件名,请管理员来做:" + e.getMessage(),
          "the files in it cannot be told, have an administrator do this: " + e.getMessage());
    }
  }

  private SiteConfig sound(String text) {
    return switch (load(text)) {
      case SiteFile.Loaded.Good(SiteConfig site) -> site;
      case SiteFile.Loaded.Bad(List<Problem> found) ->
          throw ApiProblem.fields(
              found.stream()
                  .limit(20)
                  .map(p -> new ApiProblem.Wrong(p.path(), Places.said(p, text)))
                  .toList());
    };
  }

  /// Keeps what is on trial, once all that was well before is well again.
  ///
  /// @throws ApiProblem while something has not come back and may yet
  void confirm(Actor by) {
    Trial kept = trial.orElseThrow(() -> ApiProblem.of(409, "没有正在试用的变更", "no change is on trial"));
    List<Text> missing = kept.waitsFor(host.live().map(LiveSite::health), nanos.getAsLong());
    if (!missing.isEmpty()) {
      throw ApiProblem.later(
          409,
          "还不能保留,等待:" + missing.stream().map(Text::zh).collect(Collectors.joining("、")),
          "not yet: waiting for "
              + missing.stream().map(Text::en).collect(Collectors.joining(", ")),
          Duration.ofSeconds(1));
    }
    keep(by);
  }

  private void keep(Actor by) {
    Trial kept = trial.orElseThrow();
    audit.record(by, "config-confirmed", "site.yaml", "", ConfigFiles.hash(kept.text()));
    running = Optional.of(kept.text());
    files.remember(kept.text(), kept.by().name(), "applied", clock.instant());
    files.dropDraft();
    files.endTrial();
    trial = Optional.empty();
    look();
  }

  void revert(Actor by) {
    if (trial.isEmpty()) {
      throw ApiProblem.of(409, "没有正在试用的变更", "no change is on trial");
    }
    takeBack(new Text(by.name() + " 撤回", "taken back by " + by.name()));
    look();
  }

  /// Back to what ran before; the draft stays, to be mended.
  private void takeBack(Text why) {
    Trial over = trial.orElseThrow();
    trial = Optional.empty();
    lastRevert = Optional.of(new Reverted(why, clock.instant()));
    LOG.warn("site={} change taken back: {}", files.siteFile(), why.en());
    recordTexts(new Actor("", "gateway", ""), "config-reverted", over.text(), why.en());
    if (files.draft().isEmpty()) {
      files.writeDraft(
          new Draft(
              over.text(),
              ConfigFiles.hash(over.previous()),
              over.by().name(),
              clock.instant(),
              List.of(over.by().name())));
    }
    Optional<String> previous = Optional.of(over.previous()).filter(p -> !p.isEmpty());
    files.writeSite(previous);
    files.endTrial();
    if (previous.isPresent()) {
      start(previous.get())
          .forEach(w -> LOG.error("site={} does not run: {}", files.siteFile(), w));
    } else {
      host.stop();
      running = Optional.empty();
    }
  }
}
