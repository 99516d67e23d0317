package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.fieldbeacon.agent.console.Accounts.Account;
import org.fieldbeacon.agent.console.AuditLog.Actor;
import org.fieldbeacon.driver.Text;

/// Coming in, and who may.
final class PeopleApi {
  private static final Field.Words PASSWORD = new Field.Words("password", true, 10, 200, false);
  private static final Field.Code NAME =
      new Field.Code(
          "name",
          true,
          Pattern.compile("[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff._-]{0,31}"),
          new Text("1–32 个字母、数字或汉字", "1 to 32 letters or digits"));
  private static final Field.Choice ROLE =
      new Field.Choice("role", true, List.of("viewer", "technician", "administrator"));
  private static final Shape FIRST =
      Shape.of(new Field.Words("code", true, 1, 40, false), NAME, PASSWORD);
  private static final Shape LOGIN =
      Shape.of(
          new Field.Words("name", true, 1, 64, false),
          new Field.Words("password", true, 1, 200, false));
  private static final Shape CHANGE =
      Shape.of(new Field.Words("old", true, 1, 200, false), PASSWORD);
  private static final Shape NEW_ACCOUNT = Shape.of(NAME, ROLE, PASSWORD);
  private static final Shape CHANGED_ROLE = Shape.of(ROLE);
  private static final Shape ENTRIES =
      Shape.of(
          new Field.Whole("before", false, 1, Long.MAX_VALUE),
          new Field.Whole("limit", false, 1, 500));
  private static final String FIRST_KEY = "first-administrator";

  private final Accounts accounts;
  private final Sessions sessions;
  private final LoginLimiter limiter;
  private final AuditLog audit;
  private final Work writes;
  private final SiteHost host;
  private final java.util.function.BooleanSupplier hasSite;

  PeopleApi(
      Accounts accounts,
      Sessions sessions,
      LoginLimiter limiter,
      AuditLog audit,
      Work writes,
      SiteHost host,
      java.util.function.BooleanSupplier hasSite) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.limiter = limiter;
    this.audit = audit;
    this.writes = writes;
    this.host = host;
    this.hasSite = hasSite;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
                "/welcome",
                Role.VIEWER,
                "Whether there is an account and a site yet.",
                this::welcome)
            .open(),
        Route.post(
                "/first-administrator",
                Role.VIEWER,
                "Makes the first account, with the code that the gateway has printed.",
                FIRST,
                this::first)
            .open(),
        Route.post("/session", Role.VIEWER, "Signs in.", LOGIN, this::login).open(),
        Route.get("/session", Role.VIEWER, "Who is signed in here.", this::session),
        Route.delete("/session", Role.VIEWER, "Signs out.", this::logout),
        Route.put(
            "/session/password", Role.VIEWER, "Changes one's own password.", CHANGE, this::own),
        Route.get("/accounts", Role.ADMINISTRATOR, "All accounts.", this::list),
        Route.post("/accounts", Role.ADMINISTRATOR, "Adds an account.", NEW_ACCOUNT, this::add),
        Route.put(
            "/accounts/{name}",
            Role.ADMINISTRATOR,
            "Gives an account another role; ends its sessions.",
            CHANGED_ROLE,
            this::change),
        Route.delete("/accounts/{name}", Role.ADMINISTRATOR, "Removes an account.", this::remove),
        Route.get(
            "/audit",
            Role.ADMINISTRATOR,
            "Every change: who, when, what, before, after; newest first.",
            ENTRIES,
            this::entries));
  }

  private Future<Reply> welcome(Ask ask) {
    JsonObject known = ask.session().map(PeopleApi::describe).orElseGet(JsonObject::new);
    return writes.run(
        () ->
            Reply.json(
                new JsonObject()
                    .put("session", known)
                    .put("needsFirstAdministrator", accounts.needsFirst())
                    .put("hasSite", hasSite.getAsBoolean())
                    .put("running", host.live().isPresent())));
  }

  private void requirePatience(String key) {
    Duration wait = limiter.wait(key);
    if (!wait.isZero()) {
      throw ApiProblem.later(
          429,
          "尝试太多,请等 " + (wait.toSeconds() + 1) + " 秒",
          "too many attempts, wait " + (wait.toSeconds() + 1) + " s",
          wait);
    }
  }

  private Future<Reply> first(Ask ask) {
    requirePatience(FIRST_KEY);
    String name = ask.body().getString("name");
    String password = goodPassword(name, ask.body().getString("password"));
    String code = ask.body().getString("code");
    limiter.failed(FIRST_KEY);
    return writes
        .run(
            () -> {
              if (!accounts.needsFirst()) {
                throw ApiProblem.of(409, "已有管理员账户", "there is an administrator already");
              }
              if (!accounts.createFirst(code, name, password)) {
                throw ApiProblem.field("code", "网关启动时打印的验证码", "the code that the gateway printed");
              }
              audit.record(
                  new Actor(name, "administrator", ask.address()),
                  "account-created",
                  name,
                  "",
                  "administrator, first");
              return true;
            })
        .map(
            _ -> {
              limiter.succeeded(FIRST_KEY);
              return enter(ask, name, Role.ADMINISTRATOR);
            });
  }

  private Reply enter(Ask ask, String name, Role role) {
    String token = sessions.open(name, role);
    Gate.give(ask.context(), token);
    return Reply.json(describe(sessions.find(token).orElseThrow()));
  }

  private static JsonObject describe(Sessions.Session session) {
    return new JsonObject()
        .put("name", session.name())
        .put("role", session.role().word())
        .put("csrf", session.csrf());
  }

  /// A failure counts before the password is looked at, so that many at once gain nothing.
  private Future<Reply> login(Ask ask) {
    String name = ask.body().getString("name");
    String byName = "name " + name;
    String byAddress = "address " + ask.address();
    requirePatience(byName);
    requirePatience(byAddress);
    limiter.failed(byName);
    limiter.failed(byAddress);
    return writes
        .run(() -> accounts.check(name, ask.body().getString("password")))
        .map(
            found -> {
              Account account =
                  found.orElseThrow(() -> ApiProblem.of(401, "用户名或密码不对", "wrong name or password"));
              limiter.succeeded(byName);
              limiter.succeeded(byAddress);
              return enter(ask, account.name(), account.role());
            });
  }

  private Future<Reply> session(Ask ask) {
    return Future.succeededFuture(Reply.json(describe(ask.session().orElseThrow())));
  }

  private Future<Reply> logout(Ask ask) {
    Gate.token(ask.context()).ifPresent(sessions::close);
    Gate.take(ask.context());
    return Future.succeededFuture(Reply.done());
  }

  private Future<Reply> own(Ask ask) {
    String name = ask.who();
    String key = "name " + name;
    requirePatience(key);
    String password = goodPassword(name, ask.body().getString("password"));
    limiter.failed(key);
    return writes
        .run(
            () -> {
              Account account =
                  accounts
                      .check(name, ask.body().getString("old"))
                      .orElseThrow(() -> ApiProblem.field("old", "现在的密码", "the present password"));
              audit.record(ask.actor(), "password-changed", name, "", "");
              accounts.put(name, account.role(), password);
              return account.role();
            })
        .map(
            role -> {
              limiter.succeeded(key);
              sessions.closeAllOf(name);
              return enter(ask, name, role);
            });
  }

  private static String goodPassword(String name, String password) {
    String plain = password.toLowerCase(Locale.ROOT);
    boolean isWeak =
        plain.contains(name.toLowerCase(Locale.ROOT))
            || plain.chars().distinct().count() < 5
            || "01234567890123456789".contains(plain)
            || plain.startsWith("password")
            || plain.startsWith("qwertyuiop");
    if (isWeak) {
      throw ApiProblem.field(
          "password",
          "不易猜到的密码(10 个字符以上,不含用户名)",
          "one that is hard to guess, without the name in it");
    }
    return password;
  }

  private Future<Reply> list(Ask ask) {
    return writes.run(
        () -> {
          var list = new JsonArray();
          accounts
              .all()
              .forEach(
                  a ->
                      list.add(
                          new JsonObject().put("name", a.name()).put("role", a.role().word())));
          return Reply.json(new JsonObject().put("accounts", list));
        });
  }

  private Future<Reply> add(Ask ask) {
    String name = ask.body().getString("name");
    Role role = Role.of(ask.body().getString("role"));
    String password = goodPassword(name, ask.body().getString("password"));
    return writes.run(
        () -> {
          if (accounts.find(name).isPresent()) {
            throw ApiProblem.field("name", "还没有用过的名字", "a name that is not taken");
          }
          if (accounts.all().size() >= Accounts.MOST) {
            throw ApiProblem.of(409, "账户已满", "there are too many accounts already");
          }
          audit.record(ask.actor(), "account-created", name, "", role.word());
          accounts.put(name, role, password);
          return Reply.done();
        });
  }

  private Future<Reply> change(Ask ask) {
    String name = ask.path("name");
    Role role = Role.of(ask.body().getString("role"));
    return writes
        .run(
            () -> {
              Account old = accountThatMayGo(name, role == Role.ADMINISTRATOR);
              audit.record(ask.actor(), "account-changed", name, old.role().word(), role.word());
              accounts.change(name, role);
              return true;
            })
        .map(_ -> endSessions(name));
  }

  private Future<Reply> remove(Ask ask) {
    String name = ask.path("name");
    return writes
        .run(
            () -> {
              Account old = accountThatMayGo(name, false);
              audit.record(ask.actor(), "account-removed", name, old.role().word(), "");
              accounts.remove(name);
              return true;
            })
        .map(_ -> endSessions(name));
  }

  private Reply endSessions(String name) {
    sessions.closeAllOf(name);
    return Reply.done();
  }

  private Account accountThatMayGo(String name, boolean staysAdministrator) {
    Optional<Account> found = accounts.find(name);
    Account old = found.orElseThrow(() -> ApiProblem.notFound("account " + name));
    boolean wasAdministrator = old.role() == Role.ADMINISTRATOR;
    if (wasAdministrator && !staysAdministrator && accounts.isLastAdministrator(name)) {
      throw ApiProblem.of(409, "这是最后一个管理员", "this is the last administrator");
    }
    return old;
  }

  private Future<Reply> entries(Ask ask) {
    return writes.run(
        () ->
            Reply.json(
                new JsonObject()
                    .put("whole", audit.isWhole())
                    .put(
                        "entries",
                        audit.entries(
                            ask.query().getLong("before", Long.MAX_VALUE),
                            ask.query().getInteger("limit", 100)))));
  }
}
