package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/// Who may come in, in `accounts.json`. While there is nobody, a one-time code lets the first
/// administrator in; it lives in memory only and is gone once it has been used. Blocks: hashing and
/// disk.
final class Accounts {
  static final int MOST = 50;
  private static final String LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
  private static final int CODE_LETTERS = 12;

  /// @param hash see [Passwords]
  /// @param mustChange the password is one that somebody else has given
  record Account(String name, Role role, String hash, boolean mustChange) {}

  private final Path file;
  private final Passwords passwords;
  private final String nobodysHash;
  private final Map<String, Account> byName = new ConcurrentSkipListMap<>();
  private Optional<String> code = Optional.empty();

  Accounts(Path file, Passwords passwords) {
    this.file = file;
    this.passwords = passwords;
    nobodysHash = passwords.hash("nobody");
    DurableFile.read(file).ifPresent(this::load);
    if (byName.isEmpty()) {
      code = Optional.of(newCode());
    }
  }

  private void load(String text) {
    for (Object entry : new JsonObject(text).getJsonArray("accounts")) {
      var account = (JsonObject) entry;
      String name = account.getString("name");
      byName.put(
          name,
          new Account(
              name,
              Role.of(account.getString("role")),
              account.getString("hash"),
              account.getBoolean("mustChange", false)));
    }
  }

  /// What the first administrator must know; empty once there is one.
  synchronized Optional<String> code() {
    return code;
  }

  synchronized boolean needsFirst() {
    return byName.isEmpty();
  }

  /// @return false when the code is wrong or there is an account already
  synchronized boolean createFirst(String typedCode, String name, String password) {
    if (!isCode(typedCode)) {
      return false;
    }
    put(name, Role.ADMINISTRATOR, password, false);
    code = Optional.empty();
    return true;
  }

  /// Whether this is the one-time code, and it still holds.
  synchronized boolean isCode(String typed) {
    String wanted = code.orElse("");
    return byName.isEmpty() && !wanted.isEmpty() && isSame(typed, wanted);
  }

  private static boolean isSame(String typed, String wanted) {
    String plain = typed.toUpperCase(java.util.Locale.ROOT).replaceAll("[^A-Z0-9]", "");
    return java.security.MessageDigest.isEqual(
        plain.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        wanted.replace("-", "").getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /// The account of this name and password; an unknown name takes as long as a wrong password.
  Optional<Account> check(String name, String password) {
    Optional<Account> account = find(name);
    boolean matches = Passwords.matches(password, account.map(Account::hash).orElse(nobodysHash));
    return matches ? account : Optional.empty();
  }

  /// Any thread; does not block.
  Optional<Account> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /// Whether there is an account that people would take for this one.
  synchronized boolean isTaken(String name) {
    return byName.keySet().stream().anyMatch(name::equalsIgnoreCase);
  }

  synchronized List<Account> all() {
    return List.copyOf(byName.values());
  }

  /// Adds an account, or replaces the one of this name.
  ///
  /// @param mustChange the password is to be changed by whoever comes in with it
  void put(String name, Role role, String password, boolean mustChange) {
    var account = new Account(name, role, passwords.hash(password), mustChange);
    synchronized (this) {
      byName.put(name, account);
      save();
    }
  }

  /// Gives an account another role, its password kept.
  synchronized void change(String name, Role role) {
    Account old = byName.get(name);
    if (old != null) {
      byName.put(name, new Account(name, role, old.hash(), old.mustChange()));
      save();
    }
  }

  synchronized void remove(String name) {
    byName.remove(name);
    save();
  }

  /// Whether somebody else could still manage accounts if this one could not.
  synchronized boolean isLastAdministrator(String name) {
    return byName.values().stream()
        .noneMatch(a -> a.role() == Role.ADMINISTRATOR && !a.name().equals(name));
  }

  private void save() {
    var accounts = new JsonArray();
    for (Account account : byName.values()) {
      accounts.add(
          new JsonObject()
              .put("name", account.name())
              .put("role", account.role().word())
              .put("hash", account.hash())
              .put("mustChange", account.mustChange()));
    }
    DurableFile.writeSecret(file, new JsonObject().put("accounts", accounts).encodePrettily());
  }

  /// Three groups of four; letters that are taken for one another are left out.
  private static String newCode() {
    var random = new SecureRandom();
    var letters = new StringBuilder();
    for (int i = 0; i < CODE_LETTERS; i++) {
      if (i > 0 && i % 4 == 0) {
        letters.append('-');
      }
      letters.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return letters.toString();
  }
}
