package org.fieldbeacon.agent.console;

import java.util.Locale;
import org.fieldbeacon.driver.Text;

/// What a person may do; each may do what those before it may.
public enum Role {
  /// Sees everything but the accounts.
  VIEWER,
  /// Acknowledges, tests, and changes the site.
  TECHNICIAN,
  /// Also decides who may come in, and by which certificate.
  ADMINISTRATOR;

  public boolean mayWhat(Role other) {
    return compareTo(other) >= 0;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// For people.
  Text title() {
    return switch (this) {
      case VIEWER -> new Text("查看", "viewer");
      case TECHNICIAN -> new Text("技术员", "technician");
      case ADMINISTRATOR -> new Text("管理员", "administrator");
    };
  }

  static Role of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
