package org.fieldbeacon.agent.console;

/// What is answered about a device that is tried, looked at, calibrated or carried over.
final class DeviceAnswers extends AnswerBook {
  DeviceAnswers() {
    json("POST /config/try", object("problems", list(ANY), "points?", list(FREE), "pieces?", ANY));
    json("POST /config/import", object("device", TEXT, "link", TEXT));
    media("GET /devices/{device}/file", "application/yaml");
    json(
        "GET /devices/{device}/raw",
        object(
            "device", TEXT, "link", TEXT, "hasFrames", FLAG, "pieces", ANY, "points", list(FREE)));
    json(
        "POST /points/{device}/{point}/calibration",
        object("slope", NUMBER, "offset", NUMBER, "warnings", list(ref("Words")), "kept", FLAG));
    nothing("DELETE /points/{device}/{point}/calibration");
  }
}
