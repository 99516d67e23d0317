package org.fieldbeacon.agent.inference;

import java.util.Optional;
import org.fieldbeacon.agent.config.ModelCard;
import org.fieldbeacon.agent.config.ModelUse;

/// One of the site's models at a moment. What it holds goes on counting; any thread may look.
///
/// @param card of the package that answers
/// @param sha256 of the model file that answers
/// @param isPromoted whether that is the package that ran beside
/// @param shadow the package that runs beside, if one does
/// @param sights the last pictures, of a camera's model
public record ModelState(
    ModelUse use,
    ModelCard card,
    String sha256,
    boolean isPromoted,
    ModelCounters counters,
    DriftWatch drift,
    Optional<ShadowRun> shadow,
    Optional<SightRing> sights) {}
