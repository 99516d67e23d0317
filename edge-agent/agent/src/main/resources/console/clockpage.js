// The clock's page: how good it is, and what it follows.
import { html, useState } from "/html.js";
import { t } from "/words.js";
import "/placewords.js";
import { get, post, session, live } from "/api.js";
import { useAsk, useDo, Title, Oops, Section, Pending, InDraft } from "/parts.js";
import { draftEdits } from "/config.js";
import { problemsUnder } from "/schemaform.js";
import { ClockFacts } from "/clock.js";
import { TimeFields, timeForm, timeEdits, usual } from "/timesource.js";

export function Clock() {
  const [c, missing, again] = useAsk(() => get("/clock"), [], 10_000);
  const [config, unread, reread] = useAsk(() => (live.state?.gateway ? get("/config") : Promise.resolve({})), []);
  return html`<${Title} back=${live.state?.gateway ? "#/more" : "#/"}>${t("clockPage")}<//><section aria-label=${t("clockPage")}><${ClockFacts} /><p class="note">${t("clockAbout")}</p></section>
    ${session.may("technician") ? html`<${Section} id="s-source" title=${t("timeSource")}><${Oops} problem=${missing} again=${again} />
      ${config ? html`<${Source} c=${c} config=${config} />` : html`<${Pending} asks=${[[config, unread, reread]]} />`}<//>` : null}`;
}

/** The choice, and into the draft with it; before there is a site the first start asks for it. */
function Source({ c, config }) {
  const old = config.tree?.clock;
  // A site that names none leaves the clock to the system.
  const [form, type] = useState(() => ({ ...timeForm(old), ...(config.tree && !old ? { how: "system" } : {}) }));
  const [same, tell] = useState(false);
  const [save, busy, problem, saved, changed] = useDo();
  const put = (change) => { type(change); changed(); tell(false); };
  const go = (e) => {
    e.preventDefault();
    save(async () => {
      const edits = timeEdits({ ...form, how: form.how ?? usual(c) }, config.tree.clock);
      tell(!edits.length);
      if (!edits.length) return;
      const { problems } = await post("/config/check", { edits });
      const under = Object.entries(problemsUnder(problems, "clock"));
      const fields = Object.fromEntries([["timeServers", "time-servers"], ["receiver", "receiver"]].flatMap(([name, key]) => under.filter(([at]) => at.startsWith(key)).slice(0, 1).map(([, wanted]) => [name, wanted])));
      if (under.length) throw Object.assign(new Error(under[0][1]), { fields });
      await draftEdits(edits, config);
    });
  };
  return html`<form onSubmit=${go} novalidate><${TimeFields} form=${form} type=${put} c=${c} problem=${problem} />
    ${problem?.fields && Object.keys(problem.fields).length ? null : html`<${Oops} problem=${problem} />`}
    ${config.tree && form.how !== "hand" ? html`<button id="save-source" class="primary wide" disabled=${busy || saved || !c}>${t("toDraft")}</button>` : null}${same ? html`<p role="status" class="done">${t("nothingChanged")}</p>` : html`<${InDraft} is=${saved} />`}</form>`;
}
