// How good the gateway's clock is, and what a phone, a time server and a receiver say of it.
import { html, useState } from "/html.js";
import { t, text, clock } from "/words.js";
import "/placewords.js";
import { get, post, session, live } from "/api.js";
import { useAsk, useDo, useTicks, Title, Oops, Input, Section, Fact, Confirm } from "/parts.js";

export const span = (s) => { const a = Math.abs(s); return a < 1 ? `${(a * 1000).toFixed(a < 0.01 ? 2 : 0)} ms` : a < 120 ? `${a.toFixed(1)} s` : a < 172_800 ? `${(a / 3600).toFixed(1)} h` : `${(a / 86_400).toFixed(1)} d`; };
const signed = (s) => `${s < 0 ? "−" : "+"}${span(s)}`;

export function ClockFacts() {
  const [c, problem] = useAsk(() => get("/clock").then((a) => ({ ...a, apart: (Date.parse(a.at) - Date.now()) / 1000 })), [], 10_000);
  useTicks(1000);
  if (!c) return html`<${Oops} problem=${problem} />`;
  const apart = live.knowsOffset ? live.serverOffset / 1000 : c.apart;
  const now = Date.now() + apart * 1000;
  return html`<dl class="facts" id="clock-facts"><${Fact} name=${t("gatewayClock")}>${clock(now)}<//>
    <${Fact} name=${t("clockSource")} bad=${!c.synchronized}>${t("clockSources")[c.source]}<//>
    <${Fact} name=${t("clockWord")} bad=${!c.synchronized}>${t("clockIs")[c.synchronized]}<//>
    <${Fact} name=${t("uncertainty")} bad=${c.uncertaintySeconds === undefined}>${c.uncertaintySeconds === undefined ? t("unknownWord") : `± ${span(c.uncertaintySeconds)}`}<//>
    <${Fact} name=${t("phoneSays")} bad=${Math.abs(apart) > 30}>${signed(apart)}<//></dl><p class="meta">${text(c.detail)}</p>`;
}

/** How far the gateway's clock is from this phone's, and setting it: once, where nothing else keeps it and the gateway may. */
export function TakePhone() {
  const [c, , , took] = useAsk(() => get("/clock"), []);
  const [asking, ask] = useState(false);
  const [run, busy, problem, done] = useDo();
  useTicks(1000);
  if (!c || !session.may("technician") || (c.synchronized && !done)) return null;
  const take = () => {
    ask(false);
    run(async () => {
      // Half the way there and back: a small question tells how long it takes.
      const began = performance.now();
      await get("/clock");
      const way = (performance.now() - began) / 2;
      took(await post("/clock/set", { at: new Date(Date.now() + way).toISOString() }));
    });
  };
  const apart = live.knowsOffset ? live.serverOffset / 1000 : 0;
  return html`<div id="take-phone"><p>${t("takePhoneAbout")}</p>${c.maySet ? null : html`<div id="no-right"><p class="detail">${t("noRight")}</p><pre tabindex="0">${"AmbientCapabilities=CAP_SYS_TIME\nCapabilityBoundingSet=CAP_SYS_TIME"}</pre></div>`}
    <p class="buttons"><button type="button" id="take-time" disabled=${busy || !c.maySet} onClick=${() => ask(true)}>${t("takePhone")}</button></p><${Oops} problem=${problem} />
    ${done ? html`<p role="status" class="done" id="time-taken">${t("timeTaken")}</p>` : null}
    ${asking ? html`<${Confirm} danger=${Math.abs(apart) > 86_400} title=${t("takePhone")} yes=${t("takePhone")} onYes=${take} onNo=${() => ask(false)}><p>${t("gatewayClock")}${t("colon")}<b>${clock(live.now())}</b><br />${t("phoneClock")}${t("colon")}<b>${clock(Date.now())}</b></p><p>${t("takePhoneAsk")}</p><//>` : null}</div>`;
}

/** The same in short, for the overview. */
export function ClockBrief() {
  const [c, problem, again] = useAsk(() => get("/clock"), [], 60_000);
  useTicks(1000);
  return html`<${Oops} problem=${problem} again=${again} /><dl class="facts"><${Fact} name=${t("gatewayTime")}>${live.knowsOffset ? clock(live.now()) : "…"}<//>
    <${Fact} name=${t("clockGap")} bad=${Math.abs(live.serverOffset) > 30_000}>${live.knowsOffset ? `${Math.abs(live.serverOffset / 1000).toFixed(1)} s` : "…"}<//>
    ${c ? html`<${Fact} name=${t("clockSource")} bad=${!c.synchronized}>${t("clockSources")[c.source]} · ${t("clockIs")[c.synchronized]}<//>
    <${Fact} name=${t("uncertainty")} bad=${c.uncertaintySeconds === undefined}>${c.uncertaintySeconds === undefined ? t("unknownWord") : `± ${span(c.uncertaintySeconds)}`}<//>` : null}</dl>`;
}

/** What makes the system follow a source; the gateway sets no clock by itself. */
function commands(how, setters, server, port) {
  const has = (program) => setters.running.includes(program) || setters.installed.includes(program);
  const chrony = has("chrony") ? [] : ["sudo apt-get install chrony"];
  if (how === "hand") return ["sudo timedatectl set-ntp false", `sudo date -u -s '${new Date().toISOString().slice(0, 19).replace("T", " ")}'`, "sudo hwclock --systohc"];
  if (how === "receiver") return [...chrony, ...(has("gpsd") ? [] : ["sudo apt-get install gpsd"]),
    `sudo sed -i 's|^DEVICES=.*|DEVICES="${port.startsWith("/") ? port : "/dev/ttyUSB0"}"|; s|^GPSD_OPTIONS=.*|GPSD_OPTIONS="-n"|' /etc/default/gpsd`, "sudo systemctl restart gpsd",
    "echo 'refclock SHM 0 refid GNSS precision 1e-1 delay 0.2' | sudo tee /etc/chrony/conf.d/fieldbeacon.conf", "sudo systemctl restart chrony", "chronyc sources"];
  if (has("systemd-timesyncd") && !has("chrony")) return ["sudo mkdir -p /etc/systemd/timesyncd.conf.d", `printf '[Time]\\nNTP=${server}\\n' | sudo tee /etc/systemd/timesyncd.conf.d/fieldbeacon.conf`, "sudo systemctl restart systemd-timesyncd", "sudo timedatectl set-ntp true", "timedatectl timesync-status"];
  return [...chrony, `echo 'server ${server} iburst' | sudo tee /etc/chrony/sources.d/fieldbeacon.sources`, "sudo chronyc reload sources", "chronyc tracking"];
}

function Commands({ how, setters, server, port }) {
  useTicks(1000);
  return html`<pre id="clock-commands" tabindex="0">${commands(how, setters, server, port).join("\n")}</pre>`;
}

export function Clock() {
  const [c, missing, again] = useAsk(() => get("/clock"), []);
  const [how, setHow] = useState("ntp");
  const [server, setServer] = useState("ntp.ntsc.ac.cn");
  const [target, setTarget] = useState("");
  const [ask, asking, oops] = useDo();
  const [hear, hearing, deaf] = useDo();
  const [other, setOther] = useState(null);
  const [fix, setFix] = useState(null);
  const off = (o) => html`<p class="big" role="status">${t("clockOff")} ${signed(o.offsetSeconds)}${o.uncertaintySeconds === undefined ? "" : ` ± ${span(o.uncertaintySeconds)}`}</p>`;
  const may = session.may("technician");
  return html`<${Title} back=${live.state?.gateway ? "#/more" : "#/"}>${t("clockPage")}<//><section aria-label=${t("clockPage")}><${ClockFacts} /><p class="note">${t("clockAbout")}</p></section>
    ${may ? html`<${Section} id="s-source" title=${t("timeSource")}><p>${t("timeSourceAbout")}</p>
    <div class="choices" role="group" aria-label=${t("timeSource")}>${["ntp", "receiver", "hand"].map((k) => html`<button type="button" id=${`source-${k}`} aria-pressed=${how === k} onClick=${() => setHow(k)}>${t("timeSources")[k]}</button>`)}</div>
    ${how === "ntp" ? html`<form id="s-server" onSubmit=${(e) => { e.preventDefault(); setOther(null); ask(() => post("/clock/compare", { server })).then((o) => o && setOther(o)); }} novalidate>
      <${Input} name="server" label=${t("timeServer")} value=${server} set=${setServer} autocapitalize="none" inputmode="url" problem=${oops} /><p class="buttons"><button id="compare" disabled=${asking}>${t("compare")}</button></p></form><${Oops} problem=${oops} />${other ? off(other) : null}` : null}
    ${how === "receiver" ? html`<form id="s-receiver" onSubmit=${(e) => { e.preventDefault(); setFix(null); hear(() => post("/clock/receiver", receiver(target))).then((f) => f && setFix(f)); }} novalidate>
      <${Input} name="target" label=${t("receiverPort")} value=${target} set=${setTarget} autocapitalize="none" placeholder="/dev/ttyUSB0" help=${t("gpsdHelp")} problem=${deaf} /><p class="buttons"><button id="hear" disabled=${hearing}>${hearing ? t("listening") : t("compare")}</button></p></form><${Oops} problem=${deaf} />
      ${fix?.offsetSeconds !== undefined ? off(fix) : null}${fix ? html`<p class="meta">${fix.latitudeDeg.toFixed(6)}, ${fix.longitudeDeg.toFixed(6)}${fix.satellites ? ` · ${fix.satellites} ${t("satellites")}` : ""}</p>` : null}` : null}
    ${how === "hand" ? html`<p class="detail">${t("handAbout")}</p><${TakePhone} />` : null}
    <${Oops} problem=${missing} again=${again} />${c ? html`<h3>${t("runThese")}</h3><p class="meta">${t("runAbout")}${c.running.length ? ` ${t("runningNow")} ${c.running.join(t("listComma"))}` : ` ${t("runningNone")}`}</p><${Commands} how=${how} setters=${c} server=${server.trim()} port=${target.trim()} />${how === "receiver" ? html`<p class="meta">${t("gpsdOwns")}</p>` : null}` : null}<//>` : null}`;
}

export const receiver = (typed) => ({ target: typed.startsWith("/") ? `serial:${typed.trim()}` : typed.trim() });
