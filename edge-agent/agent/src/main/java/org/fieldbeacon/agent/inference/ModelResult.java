package org.fieldbeacon.agent.inference;

import java.time.Instant;
import java.util.Optional;
import org.fieldbeacon.agent.model.Answer;

/// What one of the site's models said, of what, and what it saw.
///
/// @param use the model's id in the site
/// @param at the instant it is about
/// @param answer what it said
/// @param packageName of the package that was asked
/// @param version of the package
/// @param sha256 of the model file
/// @param sight how good the picture was; GOOD for a series
/// @param isCredible whether the input is such as the model was trained on: of a good picture with
///   colours, where the card wants them, or a whole window
/// @param jpeg what it saw, small, when somebody may want to see it
/// @param window what it saw of a series; empty for a picture
public record ModelResult(
    String use,
    Instant at,
    Answer answer,
    String packageName,
    String version,
    String sha256,
    Sight sight,
    boolean isCredible,
    Optional<byte[]> jpeg,
    Optional<SeenWindow> window) {}
