package org.fieldbeacon.agent.store;

import java.time.Instant;

/// A command that was obeyed or refused, so that it is not taken twice.
///
/// @param id the command's own id
/// @param expiresAt after which it would be refused anyway and may be forgotten
public record SeenCommand(String id, Instant expiresAt) {}
