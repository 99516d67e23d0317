"""Has the API's OpenAPI document validated, signs in with the one-time code, makes a site with devices, a rule and an output, and lets
schemathesis loose on the API. What stands in paths is half of the time what the site has, so that not every answer is a 404."""
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from openapi_spec_validator import validate

said, bin_folder, field = json.loads(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])
base = said["addresses"][0].rstrip("/")
tls = ssl._create_unverified_context()  # the gateway's own certificate
own = {}


def ask(method, path, body=None, seen=None):
    headers = {"content-type": "application/json", **own, **({"if-match": seen} if seen else {})}
    request = urllib.request.Request(base + path, None if body is None else json.dumps(body).encode(), headers, method=method)
    return urllib.request.urlopen(request, context=tls)


def until(what, isSo):
    end = time.monotonic() + 120
    while not isSo():
        if time.monotonic() > end:
            sys.exit(f"fuzz: waited 120 s in vain until {what}")
        time.sleep(0.2)


document = json.load(urllib.request.urlopen(base + "/api/v1/openapi.json", context=tls))
validate(document)
print("the OpenAPI document holds")
answer = ask("POST", "/api/v1/first-administrator", {"code": said["code"], "name": "fuzz", "password": "heavy-river-42"})
cookies = [c.split(";")[0] for c in answer.headers.get_all("set-cookie")]
own = {"cookie": next(c for c in cookies if c.startswith("__Host-fieldbeacon=")), "x-csrf-token": json.load(answer)["csrf"]}
ask("POST", "/api/v1/accounts", {"name": "other", "role": "viewer", "password": "first-light-77"})
ask("POST", "/api/v1/setup/site", {"id": "gw-fuzz", "zh": "测试", "en": "Fuzz", "latitudeDeg": 33.5, "longitudeDeg": 114.0,
                                   "datum": "wgs84", "adcode": "411102", "exercise": True, "timeServers": "127.0.0.1:9"})


def title(zh, en):
    return {"zh": zh, "en": en}


def port(device):
    return next(p["port"] for p in field["devices"] if p["id"] == device)


PARTS = {
    "links": [{"name": n, "type": "tcp", "host": "127.0.0.1", "port": port(d)} for n, d in (("river", "river-gauge-01"), ("relay", "relay-01"))],
    "devices": [
        {"name": "river-gauge-01", "title": title("水位计", "River gauge"), "profile": "radar-level-gauge", "link": "river", "address": {"unit": 1}, "poll-interval": "PT1S"},
        {"name": "relay-01", "title": title("继电器", "Relays"), "profile": "relay-board-8", "link": "relay", "address": {"unit": 1}, "poll-interval": "PT1S"}],
    "rules": [{"id": "river-high", "type": "river-level", "title": title("水位超限", "River high"), "point": "river-gauge-01/level", "unit": "m",
               "near-warning": 0.2, "warning": 1.8, "guarantee": 2.1, "hysteresis": 0.05}],
    "outputs": [{"id": "siren", "title": title("警笛", "Siren"), "point": "relay-01/siren", "fail-safe": "off", "dead-man": "PT10M",
                 "triggers": [{"rule": "river-high", "at-least": "orange"}]}],
}
edits = [{"op": "add", "path": [part], "value": entry} for part, entries in PARTS.items() for entry in entries]
seen = ask("GET", "/api/v1/config").headers["etag"]
seen = ask("POST", "/api/v1/config/edits", {"edits": edits}, seen).headers["etag"]
ask("POST", "/api/v1/config/apply", {"confirmSeconds": 120}, seen)


def kept():
    try:
        return ask("POST", "/api/v1/config/confirm", {}).status == 200
    except urllib.error.HTTPError as e:
        if e.code == 409 and e.headers["retry-after"]:
            return False
        raise


until("the change may be kept", kept)
until("the gauge answers", lambda: any(d["name"] == "river-gauge-01" and d["state"] == "online" for d in json.load(ask("GET", "/api/v1/state"))["devices"]))
until("nobody is seen to tell the time", lambda: json.load(ask("GET", "/api/v1/clock"))["following"]["doing"] == "silent")
print("a gateway with two devices, a rule and an output runs")

KNOWN = {"device": ["river-gauge-01", "relay-01"], "point": ["level", "siren"], "rule": ["river-high"], "output": ["siren"], "name": ["other"], "id": ["1", "2"]}
for path in document["paths"].values():
    for operation in [path, *(o for o in path.values() if isinstance(o, dict))]:
        for parameter in operation.get("parameters", []):
            if parameter.get("in") == "path" and parameter["name"] in KNOWN:
                parameter["schema"] = {"anyOf": [{"enum": KNOWN[parameter["name"]]}, parameter["schema"]]}
with tempfile.NamedTemporaryFile("w", suffix=".json") as schema:
    json.dump(document, schema)
    schema.flush()
    command = [
        os.path.join(bin_folder, "schemathesis"), "run", schema.name, "--url", base, "--tls-verify=false",
        "--phases", "examples,coverage,fuzzing", "--max-examples", os.environ.get("FUZZ_EXAMPLES", "20"), "--seed", "1", "--generation-database", "none",
        "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
        # The stream never ends; signing out, the password and the certificate would end the session that asks.
        "--exclude-path", "/api/v1/events", "--exclude-path", "/api/v1/session", "--exclude-path", "/api/v1/session/password", "--exclude-path", "/api/v1/tls", "--exclude-path", "/api/v1/tls/renew",
    ]
    for name, value in own.items():
        command += ["-H", f"{name}: {value}"]
    sys.exit(subprocess.run(command).returncode)
