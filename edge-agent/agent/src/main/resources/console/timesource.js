// What the gateway's clock follows: a time server, a receiver, what the system has for it, or nothing but a phone's time, once.
import { html, useState } from "/html.js";
import { t } from "/words.js";
import "/placewords.js";
import { post } from "/api.js";
import { useDo, Oops, Input } from "/parts.js";
import { TakePhone, Unit, signed, span } from "/clock.js";
import { set, remove } from "/config.js";

const USUAL = "ntp.ntsc.ac.cn";
const port = (typed) => (typed.trim().startsWith("/") ? `serial:${typed.trim()}` : typed.trim());
const servers = (typed) => typed.split(/[\s,,、;;]+/).filter(Boolean);
/** How a receiver is asked. */
export const receiver = (typed) => ({ target: port(typed) });

/** The form of what the configuration says of the clock. */
export const timeForm = (clock) => ({ how: clock ? (clock["time-servers"] ? "ntp" : "receiver") : null, timeServers: clock?.["time-servers"]?.join(" ") ?? USUAL, receiver: clock?.receiver?.replace(/^serial:/, "") ?? "" });
/** What is chosen before anybody chooses: what the system has, if that keeps the clock right. */
export const usual = (c) => (c.synchronized && c.running.length ? "system" : "ntp");
/** What is chosen and left empty is refused, not passed over. */
const wantsReceiver = (how, typed) => how === "receiver" || (how === "ntp" && !!typed.trim());
/** What the first start is told of it. */
export const timeBody = ({ how, timeServers, receiver: typed }) => ({ ...(how === "ntp" ? { timeServers: servers(timeServers).join(" ") } : {}), ...(wantsReceiver(how, typed) ? { receiver: port(typed) } : {}) });
/** From what the configuration says to what was chosen. */
export function timeEdits(form, old) {
  const follows = ["ntp", "receiver"].includes(form.how);
  const want = { ...(form.how === "ntp" ? { "time-servers": servers(form.timeServers) } : {}), ...(wantsReceiver(form.how, form.receiver) ? { receiver: port(form.receiver) } : {}) };
  if (!follows) return old ? [remove(["clock"])] : [];
  if (!old) return [set(["clock"], want)];
  const edits = ["time-servers", "receiver"].flatMap((k) => (want[k] === undefined ? (old[k] === undefined ? [] : [remove(["clock", k])]) : JSON.stringify(want[k]) === JSON.stringify(old[k]) ? [] : [set(["clock", k], want[k])]));
  // What is new comes before what goes: a clock without any source is none.
  edits.sort((a, b) => (a.op === b.op ? 0 : a.op === "set" ? -1 : 1));
  return old.baud !== undefined && !want.receiver?.startsWith("serial:") ? [...edits, remove(["clock", "baud"])] : edits;
}

/** Which source; each can be tried before it is chosen. `c`: what is known of the clock. */
export function TimeFields({ form, type, c, problem }) {
  const [ask, asking, oops] = useDo();
  const [hear, hearing, deaf] = useDo();
  const [other, setOther] = useState(null);
  const [fix, setFix] = useState(null);
  const how = form.how ?? (c ? usual(c) : "ntp");
  const put = (key) => (v) => type((old) => ({ ...old, [key]: v }));
  /** The refusal of a trial, beside the field that was tried. */
  const beside = (tried, from, to) => (tried?.fields?.[from] ? { ...tried, fields: { [to]: tried.fields[from] } } : problem);
  const off = (o) => html`<p class="big" role="status">${t("clockOff")} ${signed(o.offsetSeconds)}${o.uncertaintySeconds === undefined ? "" : ` ± ${span(o.uncertaintySeconds)}`}</p>`;
  const compare = () => { setOther(null); ask(() => post("/clock/compare", { server: servers(form.timeServers)[0] ?? "" })).then((o) => o && setOther(o)); };
  const listen = () => { setFix(null); hear(() => post("/clock/receiver", receiver(form.receiver))).then((f) => f && setFix(f)); };
  const lacks = c && !c.maySet && (how === "ntp" || how === "receiver");
  return html`<div class="choices" role="group" aria-label=${t("timeSource")}>${["ntp", "receiver", "system", "hand"].map((k) => html`<button type="button" id=${`source-${k}`} aria-pressed=${how === k} onClick=${() => put("how")(k)}>${t("timeSources")[k]}</button>`)}</div>
    <p class="detail">${t("timeSourceHow")[how]}</p>
    ${how === "ntp" ? html`<${Input} name="timeServers" label=${t("timeServer")} value=${form.timeServers} set=${put("timeServers")} autocapitalize="none" inputmode="url" help=${t("timeServerHelp")} problem=${beside(oops, "server", "timeServers")} /><p class="buttons"><button type="button" id="compare" disabled=${asking} onClick=${compare}>${t("compare")}</button></p><${Oops} problem=${oops} />${other ? off(other) : null}` : null}
    ${how === "ntp" || how === "receiver" ? html`<${Input} name="receiver" label=${t(how === "ntp" ? "receiverToo" : "receiverPort")} value=${form.receiver} set=${put("receiver")} autocapitalize="none" placeholder="/dev/ttyUSB0" help=${t("gpsdHelp")} problem=${beside(deaf, "target", "receiver")} />
      ${how === "receiver" || form.receiver.trim() ? html`<p class="buttons"><button type="button" id="hear" disabled=${hearing} onClick=${listen}>${hearing ? t("listening") : t("compare")}</button></p>` : null}<${Oops} problem=${deaf} />
      ${fix?.offsetSeconds !== undefined ? off(fix) : null}${fix ? html`<p class="meta">${fix.latitudeDeg.toFixed(6)}, ${fix.longitudeDeg.toFixed(6)}${fix.satellites ? ` · ${fix.satellites} ${t("satellites")}` : ""}</p>` : null}` : null}
    ${lacks ? html`<div id="no-right"><p class="detail">${t("noRightFollow")}</p><${Unit} /></div>` : null}
    ${c && (how === "system" || lacks) ? html`<p class="meta">${c.running.length ? `${t("runningNow")} ${c.running.join(t("listComma"))}` : t("runningNone")}</p><details><summary>${t("runThese")}</summary><p class="meta">${t("runAbout")}</p><${Commands} of=${[programs(c, servers(form.timeServers)[0] || USUAL), receivers(c, form.receiver.trim())]} /><p class="meta">${t("gpsdOwns")}</p></details>` : null}
    ${how === "hand" ? html`<${TakePhone} />${c ? html`<details><summary>${t("runThese")}</summary><p class="meta">${t("runAbout")}</p><${Commands} of=${[byHand()]} /></details>` : null}` : null}`;
}

const has = (c, program) => c.running.includes(program) || c.installed.includes(program);
const chrony = (c) => (has(c, "chrony") ? [] : ["sudo apt-get install chrony"]);

/** What makes the system follow a time server. */
function programs(c, server) {
  if (has(c, "systemd-timesyncd") && !has(c, "chrony")) return [`# ${server}`, "sudo mkdir -p /etc/systemd/timesyncd.conf.d", `printf '[Time]\\nNTP=${server}\\n' | sudo tee /etc/systemd/timesyncd.conf.d/fieldbeacon.conf`, "sudo systemctl restart systemd-timesyncd", "sudo timedatectl set-ntp true", "timedatectl timesync-status"];
  return [`# ${server}`, ...chrony(c), `echo 'server ${server} iburst' | sudo tee /etc/chrony/sources.d/fieldbeacon.sources`, "sudo chronyc reload sources", "chronyc tracking"];
}

/** What makes the system follow a receiver. */
function receivers(c, line) {
  const device = line.startsWith("/") ? line : "/dev/ttyUSB0";
  return [`# ${device}`, ...chrony(c), ...(has(c, "gpsd") ? [] : ["sudo apt-get install gpsd"]),
    `sudo sed -i 's|^DEVICES=.*|DEVICES="${device}"|; s|^GPSD_OPTIONS=.*|GPSD_OPTIONS="-n"|' /etc/default/gpsd`, "sudo systemctl restart gpsd",
    "echo 'refclock SHM 0 refid GNSS precision 1e-1 delay 0.2' | sudo tee /etc/chrony/conf.d/fieldbeacon.conf", "sudo systemctl restart chrony", "chronyc sources"];
}

const byHand = () => ["sudo timedatectl set-ntp false", `sudo date -u -s '${new Date().toISOString().slice(0, 19).replace("T", " ")}'`, "sudo hwclock --systohc"];

const Commands = ({ of }) => html`<pre id="clock-commands" tabindex="0">${of.map((lines) => lines.join("\n")).join("\n\n")}</pre>`;
