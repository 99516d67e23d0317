package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
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
      Shape.of(
          new Field.Words("code", true, 1, 40, false),
          NAME,
          new Field.Words("password", true, 1, 200, false));
  private static final Shape LOGIN =
      Shape.of(
          new Field.Words("name", true, 1, 64, false),
          new Field.Words("password", true, 1, 200, false));
  private static final Shape CHANGE =
      Shape.of(new Field.Words("old", true, 1, 200, false), PASSWORD);
  private static final Shape NEW_ACCOUNT = Shape.of(NAME, ROLE, PASSWORD);
  private static final Shape CHANGED_ROLE = Shape.of(ROLE);
  private static final Shape GIVEN_PASSWORD = Shape.of(PASSWORD);
  private static final Shape ENTRIES =
      Shape.of(
          new Field.Whole("before", false, 1, Long.MAX_VALUE),
          new Field.Whole("limit", false, 1, 500));
  private static final String FIRST_KEY = "first-administrator";

  private final Accounts accounts;
  private final Sessions sessions;
  private final LoginGuard guard;
  private final KnownBrowsers browsers;
  private final AuditLog audit;
  private final SignInRecord signIns;
  private final Work people;
  private final Work reads;
  private final SiteHost host;
  private final java.util.function.BooleanSupplier hasSite;

  PeopleApi(
      Accounts accounts,
      Sessions sessions,
      LoginGuard guard,
      KnownBrowsers browsers,
      AuditLog audit,
      SignInRecord signIns,
      Work people,
      Work reads,
      SiteHost host,
      java.util.function.BooleanSupplier hasSite) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.guard = guard;
    this.browsers = browsers;
    this.audit = audit;
    this.signIns = signIns;
    this.people = people;
    this.reads = reads;
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
        Route.put(
            "/accounts/{name}/password",
            Role.ADMINISTRATOR,
            "Gives an account another password, to be changed by whoever comes in with it; ends its"
                + " sessions.",
            GIVEN_PASSWORD,
            this::reset),
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
    return people.run(
        () ->
            Reply.json(
                new JsonObject()
                    .put("session", known)
                    .put("needsFirstAdministrator", accounts.needsFirst())
                    .put("hasSite", hasSite.getAsBoolean())
                    .put("running", host.live().isPresent())));
  }

  private Future<Reply> first(Ask ask) {
    String name = ask.body().getString("name");
    String password = ask.body().getString("password");
    String code = ask.body().getString("code");
    LoginGuard.Try one = guard.begin(FIRST_KEY, ask.address(), Optional.empty());
    return people
        .run(
            () -> {
              if (!accounts.needsFirst()) {
                throw ApiProblem.of(409, "已有管理员账户", "there is an administrator already");
              }
              // The code first: who reads the label wrongly learns it before thinking up passwords.
              if (!accounts.isCode(code)) {
                throw wrongCode();
              }
              requireGood(name, password, one);
              if (!accounts.createFirst(code, name, password)) {
                throw wrongCode();
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
              guard.succeeded(one);
              return enter(ask, accounts.find(name).orElseThrow());
            });
  }

  private static ApiProblem wrongCode() {
    return ApiProblem.field(
        "code", "机柜标签上、网关启动时打印的验证码", "the code on the cabinet's label, as the gateway printed it");
  }

  /// A right code is no failed try, whatever is wrong with the password.
  private void requireGood(String name, String password, LoginGuard.Try one) {
    try {
      PASSWORD
          .refusal(password)
          .ifPresent(
              wanted -> {
                throw ApiProblem.field(PASSWORD.name(), wanted.zh(), wanted.en());
              });
      var _ = goodPassword(name, password);
    } catch (ApiProblem e) {
      guard.succeeded(one);
      throw e;
    }
  }

  private Reply enter(Ask ask, Account account) {
    String token = sessions.open(account.name(), account.role(), account.mustChange());
    Gate.give(ask.context(), token);
    Gate.leave(ask.context(), browsers.note(account));
    return Reply.json(describe(sessions.find(token).orElseThrow()));
  }

  private static JsonObject describe(Sessions.Session session) {
    return new JsonObject()
        .put("name", session.name())
        .put("role", session.role().word())
        .put("csrf", session.csrf())
        .put("mustChange", session.mustChange());
  }

  private Future<Reply> login(Ask ask) {
    String name = ask.body().getString("name");
    Optional<String> note = Gate.note(ask.context());
    Optional<Account> named = accounts.find(name);
    LoginGuard.Try one =
        guard.begin(
            "name " + name,
            ask.address(),
            note.filter(_ -> named.stream().anyMatch(a -> browsers.knows(note, a))));
    return people
        .run(() -> check(name, ask.body().getString("password"), ask.address()))
        .map(
            account -> {
              guard.succeeded(one);
              return enter(ask, account);
            });
  }

  private Account check(String name, String password, String address) {
    Optional<Account> found = accounts.check(name, password);
    if (found.isEmpty()) {
      signIns.refused(accounts.find(name).map(Account::name).orElse(""), address);
      throw ApiProblem.of(401, "用户名或密码不对", "wrong name or password");
    }
    Account account = found.get();
    signIns.cameIn(new Actor(account.name(), account.role().word(), address));
    return account;
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
    String password = goodPassword(name, ask.body().getString("password"));
    String old = ask.body().getString("old");
    if (password.equals(old)) {
      throw ApiProblem.field("password", "与现在的不同", "another than the present one");
    }
    LoginGuard.Try one = guard.begin("own " + name, ask.address(), Optional.empty());
    return people
        .run(
            () -> {
              Account account =
                  accounts
                      .check(name, old)
                      .orElseThrow(() -> ApiProblem.field("old", "现在的密码", "the present password"));
              audit.record(ask.actor(), "password-changed", name, "", "");
              accounts.put(name, account.role(), password, false);
              return accounts.find(name).orElseThrow();
            })
        .map(
            account -> {
              guard.succeeded(one);
              sessions.closeAllOf(name);
              return enter(ask, account);
            });
  }

  private static String goodPassword(String name, String password) {
    if (PasswordRule.isWeak(name, password)) {
      throw ApiProblem.field(
          "password",
          "不易猜到的密码:10 个字符以上,不含用户名,不是常见词、连续或重复的字符",
          "one that is hard to guess: 10 characters or more, without the name, and no common"
              + " words, runs or repetitions");
    }
    return password;
  }

  private Future<Reply> list(Ask ask) {
    return people.run(
        () -> {
          var list = new JsonArray();
          accounts
              .all()
              .forEach(
                  a ->
                      list.add(
                          new JsonObject()
                              .put("name", a.name())
                              .put("role", a.role().word())
                              .put("mustChange", a.mustChange())));
          return Reply.json(new JsonObject().put("accounts", list));
        });
  }

  private Future<Reply> add(Ask ask) {
    String name = ask.body().getString("name");
    Role role = Role.of(ask.body().getString("role"));
    String password = goodPassword(name, ask.body().getString("password"));
    return people.run(
        () -> {
          if (accounts.isTaken(name)) {
            throw ApiProblem.field(
                "name", "还没有用过的名字(不分大小写)", "a name that is not taken, in capitals or not");
          }
          if (accounts.all().size() >= Accounts.MOST) {
            throw ApiProblem.of(409, "账户已满", "there are too many accounts already");
          }
          audit.record(ask.actor(), "account-created", name, "", role.word());
          accounts.put(name, role, password, true);
          return Reply.done();
        });
  }

  private Future<Reply> change(Ask ask) {
    String name = ask.path("name");
    Role role = Role.of(ask.body().getString("role"));
    return people
        .run(
            () -> {
              Account old = accountThatMayGo(name, role == Role.ADMINISTRATOR);
              audit.record(ask.actor(), "account-changed", name, old.role().word(), role.word());
              accounts.change(name, role);
              return true;
            })
        .map(_ -> endSessions(name));
  }

  private Future<Reply> reset(Ask ask) {
    String name = ask.path("name");
    if (name.equals(ask.who())) {
      throw ApiProblem.of(409, "自己的密码请在“我的密码”里更改", "change your own password with the present one");
    }
    String password = goodPassword(name, ask.body().getString("password"));
    return people
        .run(
            () -> {
              Account old =
                  accounts.find(name).orElseThrow(() -> ApiProblem.notFound("account " + name));
              audit.record(ask.actor(), "password-reset", name, "", "to be changed");
              accounts.put(name, old.role(), password, true);
              return true;
            })
        .map(_ -> endSessions(name));
  }

  private Future<Reply> remove(Ask ask) {
    String name = ask.path("name");
    return people
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
    return reads.run(
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
