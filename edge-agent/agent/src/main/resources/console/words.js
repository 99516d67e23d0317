// What the page says, in Chinese and English.
const WORDS = {
  other: ["English", "中文"], skip: ["跳到内容", "Skip to content"], pages: ["页面", "Pages"], back: ["返回", "Back"], cancel: ["取消", "Cancel"], save: ["保存", "Save"], saved: ["已保存", "Saved"], yes: ["是", "yes"], no: ["否", "no"],
  live: ["实时", "Live"], stale: ["已过时", "Out of date"], connecting: ["连接中", "Connecting"], outOfDate: ["与网关失去联系,页面内容已过时。最后更新:", "No contact with the gateway: this page is out of date. Last heard:"], noContact: ["连接不上网关", "No contact with the gateway"], noContactAbout: ["这里没有任何现状数据。请确认手机连在网关的网络上;一旦连上,页面会自动继续。", "Nothing here tells how things stand. Check that this device is in the gateway's network; the page goes on by itself once it is."],
  notRunning: ["网关此刻没有运行,请到“配置”查看原因。", "The gateway is not running. See Configuration for the reason."],
  overview: ["总览", "Overview"], devices: ["设备", "Devices"], alarms: ["告警", "Alarms"], more: ["更多", "More"], outputs: ["输出", "Outputs"], logs: ["日志", "Log"], people: ["账户与安全", "Accounts and security"], exercise: ["演练", "Exercise"],
  signIn: ["登录", "Sign in"], signOut: ["退出登录", "Sign out"], userName: ["用户名", "User name"], password: ["密码", "Password"], newPassword: ["新密码", "New password"], oldPassword: ["现在的密码", "Present password"], givenPassword: ["别人给您的密码", "The password you were given"], ownNeeded: ["换成自己的密码", "Set your own password"], ownNeededAbout: ["现在的密码是管理员给的,还有别人知道。先换成只有您知道的密码,再继续。", "An administrator gave you this password, so somebody else knows it. Set one that only you know before you go on."], passwordHelp: ["至少 10 个字符,不含用户名,不是常见词、连续或重复的字符", "10 characters or more; not the name, no common words, runs or repetitions"],
  firstStart: ["首次启动", "First start"], firstAbout: ["这台网关还没有账户。请设置管理员账户,没有默认密码。", "This gateway has no account yet. Set up its administrator; there is no default password."], code: ["一次性验证码", "One-time code"], codeHelp: ["在机柜里的标签上;网关启动时也打印在屏幕和日志上", "On the label in the cabinet; the gateway also prints it where it is started, and into its log"], begin: ["开始", "Begin"], wanted: ["应为", "Wanted"],
  stillSignedIn: ["没有退出登录:网关没有答复,您仍处于登录状态。恢复联系后请再试。", "Not signed out: the gateway did not answer, and you are still signed in. Try again once there is contact."], notSetUp: ["这台网关还没有设置站点,请技术员来设置。", "This gateway has no site yet; a technician has to set it up."],
  lapsed: ["登录已过期。重新登录后回到原来的页面,填写的内容还在。", "Your session is over. Sign in again: the page is as you left it, with what you typed."],
  tryAgain: ["再试一次", "Try again"], loadAgain: ["重新载入", "Load it again"],
  openAlarms: ["未结束的告警", "Open alarms"], noAlarms: ["没有告警", "No alarms"], quietRules: ["平静的规则", "Quiet rules"], silenced: ["被静默", "Silenced"], noSite: ["还没有站点配置。", "There is no site yet."], noReadings: ["没有读数", "No readings"], never: ["从未", "never"],
  levels: [{ none: "正常", notice: "提示", blue: "蓝色", yellow: "黄色", orange: "橙色", red: "红色" }, { none: "Normal", notice: "Notice", blue: "Blue", yellow: "Yellow", orange: "Orange", red: "Red" }],
  flags: [{ 1: "合格", 2: "未评", 3: "可疑", 4: "不合格", 9: "缺失" }, { 1: "Pass", 2: "Not evaluated", 3: "Suspect", 4: "Fail", 9: "Missing" }],
  states: [{ online: "在线", degraded: "部分异常", offline: "离线", "link-down": "线路断开", misconfigured: "配置有误", unknown: "尚未应答" }, { online: "Online", degraded: "Degraded", offline: "Offline", "link-down": "Link down", misconfigured: "Misconfigured", unknown: "Not heard yet" }],
  alarmStates: [{ normal: "正常", unacknowledged: "未确认", acknowledged: "已确认", "rtn-unacknowledged": "已恢复,未确认", "latched-unacknowledged": "锁存,未确认", "latched-acknowledged": "锁存,已确认" }, { normal: "Normal", unacknowledged: "Unacknowledged", acknowledged: "Acknowledged", "rtn-unacknowledged": "Returned to normal, unacknowledged", "latched-unacknowledged": "Latched, unacknowledged", "latched-acknowledged": "Latched, acknowledged" }],
  confirmations: [{ none: "无回读", awaited: "等待回读", confirmed: "回读一致", contradicted: "回读不一致", silent: "回读无数据" }, { none: "no read-back", awaited: "read-back awaited", confirmed: "confirmed by read-back", contradicted: "read-back contradicts", silent: "read-back silent" }],
  limits: [{ warning: "警戒水位", guarantee: "保证水位", highest: "历史最高", "historic-highest": "历史最高", "near-warning": "接近警戒", hysteresis: "回差", "raise-above": "触发分数", "clear-below": "恢复分数", limit: "界限", "stale-after": "多久没有数据算失联", "failing-for": "连续多久不合格算不可信", "rise-per-hour": "每小时涨幅", "sensor-limit": "传感器界限" }, { warning: "Warning", guarantee: "Guarantee", highest: "Highest on record", "historic-highest": "Highest on record", "near-warning": "Near warning", hysteresis: "Hysteresis", "raise-above": "Counts for it", "clear-below": "Counts against it", limit: "Limit", "stale-after": "Stale after", "failing-for": "Not credible after failing for", "rise-per-hour": "Rise in an hour", "sensor-limit": "Sensor's limit" }],
  healths: [{ ok: "良好", degraded: "部分异常", failed: "故障" }, { ok: "Well", degraded: "Degraded", failed: "Failed" }],
  uplink: ["上行", "Uplink"], connection: ["连接", "Connection"], connected: ["已连接", "Connected"], notConnected: ["未连接", "Not connected"], noUplink: ["未设置,网关独立工作", "None: this gateway works alone"], backlog: ["积压", "Backlog"], lastReceipt: ["最近回执", "Last receipt"], guarantee: ["保证", "Guarantee"],
  brokerOnly: ["消息服务器收到即算送达;它若丢失,无人知道", "Delivered once the broker has it; what it loses is lost"],
  health: ["健康", "Health"], storage: ["存储", "Storage"], perDay: ["每日写入", "Written per day"], measuring: ["测量中(需 10 分钟)", "measuring (takes 10 minutes)"], cardLife: ["存储卡寿命", "Card life"], yearsPerTb: ["年/每 TB 额定写入量", "years for each TB of rated endurance"], unconfirmed: ["未回执(告警/读数批)", "Without receipt (alarms / batches)"], disk: ["磁盘", "Disk"], diskFull: ["磁盘已满,告警使用预留空间", "Full: alarms live on the reserve"],
  clock: ["时钟", "Clock"], gatewayTime: ["网关时间", "Gateway's time"], clockGap: ["与本机相差", "Apart from this device"], listComma: ["、", ", "], comma: ["，", ", "], colon: ["：", ": "],
  point: ["测点", "Point"], value: ["数值", "Value"], quality: ["质量", "Quality"], age: ["时间", "Age"], time: ["时间", "Time"], link: ["线路", "link"], span: ["时段", "Span"], spans: [{ PT1H: "1 小时", PT24H: "24 小时", P7D: "7 天", P30D: "30 天" }, { PT1H: "1 hour", PT24H: "24 hours", P7D: "7 days", P30D: "30 days" }], lastReadings: ["最近读数", "Last readings"], table: ["表格", "Table"], least: ["最小", "Least"], mean: ["平均", "Mean"], most: ["最大", "Most"], chart: ["曲线", "Chart"],
  state: ["状态", "State"], raisedAt: ["发生时间", "Raised"], acknowledgedBy: ["确认", "Acknowledged"], shelved: ["已搁置", "Shelved"], outOfService: ["停用", "Out of service"], suppressed: ["被抑制", "Suppressed"], escalated: ["已升级", "Escalated"], why: ["为什么告警", "Why"], rule: ["规则", "Rule"], confidence: ["可信度", "Confidence"], evidence: ["依据的读数", "Evidence"], earlier: ["以往", "Earlier"],
  actions: ["处置", "Actions"], acknowledge: ["确认", "Acknowledge"], note: ["备注", "Note"], reason: ["原因", "Reason"], minutes: ["分钟", "Minutes"], shelve: ["搁置", "Shelve"], unshelve: ["取消搁置", "Unshelve"], removeFromService: ["停用", "Take out of service"], returnToService: ["恢复使用", "Return to service"], reset: ["复位", "Reset"],
  on: ["开", "On"], off: ["关", "Off"], noOutputs: ["没有输出", "No outputs"], failedWrites: ["次写入失败", "writes failed"], testOutput: ["试验输出", "Test output"], endTest: ["结束试验", "End the test"], switchOn: ["接通 10 秒", "Switch on for 10 s"], testAbout: ["将真实接通 10 秒:警笛会响、泵会转。请先确认周围人员安全。联锁仍然有效。", "It will really be on for 10 seconds: sirens sound, pumps turn. Make sure nobody is in danger. Interlocks hold."], record: ["记录", "Record"],
  outputWords: [{ on: "接通", off: "断开", "fail-safe": "进入安全状态", "blocked-by-interlock": "被联锁阻止", "interlock-cleared": "联锁解除", withheld: "读数可疑,未接通", "dead-man-expired": "超过最长接通时间", "write-failed": "写入失败", "write-recovered": "写入恢复", confirmed: "回读一致", "read-back-mismatch": "回读不一致", unconfirmed: "未得到回读", overridden: "人工操作", "override-ended": "人工操作结束" }, { on: "on", off: "off", "fail-safe": "fail-safe", "blocked-by-interlock": "blocked by an interlock", "interlock-cleared": "interlock cleared", withheld: "withheld: readings in doubt", "dead-man-expired": "longest time on is over", "write-failed": "write failed", "write-recovered": "write recovered", confirmed: "confirmed", "read-back-mismatch": "read-back contradicts", unconfirmed: "not confirmed", overridden: "by hand", "override-ended": "by hand, ended" }],
  filter: ["筛选", "Filter"], level: ["级别", "Level"], contains: ["包含", "Contains"], logLevels: [{ info: "信息", warning: "警告", error: "错误" }, { info: "Info", warning: "Warning", error: "Error" }],
  roles: [{ viewer: "查看", technician: "技术员", administrator: "管理员" }, { viewer: "Viewer", technician: "Technician", administrator: "Administrator" }], role: ["角色", "Role"], ownPassword: ["我的密码", "My password"], accounts: ["账户", "Accounts"], addAccount: ["添加账户", "Add account"], remove: ["删除", "Remove"], certificate: ["证书", "Certificate"], audit: ["操作记录", "Record of changes"], auditWhole: ["就本机所能核对,没有缺行,也没有被改动的行", "No line is missing or altered, as far as this gateway can tell"], auditBroken: ["记录有缺行或被改动过!", "Lines of the record are missing or have been altered!"], beforeAfter: ["之前 → 之后", "Before → after"],
};

let now = localStorage.getItem("language") || (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
export const lang = () => now;
export function switchLanguage() { now = now === "zh" ? "en" : "zh"; localStorage.setItem("language", now); }
export const t = (key) => WORDS[key]?.[now === "zh" ? 0 : 1] ?? key;
export const text = (both) => (both ? (now === "zh" && both.zh ? wide(both.zh) : both[now] || both.zh || both.en) : "");
/** Words of one page. Each has its own name: else another's meaning would be shown. */
export function more(words) {
  for (const name of Object.keys(words)) if (name in WORDS) throw new Error(`two words are called ${name}`);
  Object.assign(WORDS, set(words));
}

const WIDE = { ",": "，", ":": "：", ";": "；", "?": "？", "!": "！" };
/** Behind a Chinese character stands a wide mark, however it was typed. */
export function wide(zh) { return zh.replace(/([\u3400-\u9fff”）])([,:;?!])(?!\/\/|端口) ?/g, (_, before, mark) => before + WIDE[mark]); }
const widened = (v) => (typeof v === "string" ? wide(v) : typeof v === "function" ? (...given) => widened(v(...given)) : v && typeof v === "object" ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, widened(x)])) : v);
function set(words) {
  for (const both of Object.values(words)) both[0] = widened(both[0]);
  return words;
}

const UNITS = { Cel: "°C", "1": "", "%": "%", "deg": "°", "m3/s": "m³/s" };
/** A value as people read it. */
export function figure(value, unit) {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  const digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 3;
  const u = unit === undefined ? "" : UNITS[unit] ?? unit;
  return `${Number(value.toFixed(digits))}${u ? ` ${u}` : ""}`;
}
const TODAY = { hour: "2-digit", minute: "2-digit", second: "2-digit" }, EARLIER = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
const kept = new Map(); // Making one takes longer than a whole table of its answers.
function format(parts) {
  const key = now + parts.second;
  if (!kept.has(key)) kept.set(key, new Intl.DateTimeFormat(now === "zh" ? "zh-CN" : "en-GB", parts));
  return kept.get(key);
}
export function clock(ms) {
  const d = new Date(ms);
  return format(d.toDateString() === new Date().toDateString() ? TODAY : EARLIER).format(d);
}
/** A moment for a paper: the whole date, and the zone that it is told in. Built by hand: browsers put the zone where it cannot be read. */
export function moment(at, zone) {
  const parts = new Intl.DateTimeFormat(now === "zh" ? "zh-CN" : "en-GB", { year: "numeric", month: now === "zh" ? "numeric" : "long", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZoneName: "longOffset", ...(zone ? { timeZone: zone } : {}) }).formatToParts(new Date(at));
  const p = Object.fromEntries(parts.map((x) => [x.type, x.value]));
  const time = `${p.hour}:${p.minute}:${p.second}`, offset = p.timeZoneName.replace("GMT", "UTC");
  return now === "zh" ? `${p.year}年${p.month}月${p.day}日 ${time}(${offset})` : `${p.day} ${p.month} ${p.year}, ${time} (${offset})`;
}
export function age(at, nowMs) {
  const apart = Math.round((nowMs - Date.parse(at)) / 1000);
  const s = apart < -2 ? -apart : Math.max(0, apart); // A time that is yet to come says so.
  const [n, zh, en] = s < 60 ? [s, "秒", "s"] : s < 3600 ? [Math.floor(s / 60), "分钟", "min"] : s < 172800 ? [Math.floor(s / 3600), "小时", "h"] : [Math.floor(s / 86400), "天", "d"];
  return now === "zh" ? `${apart < -2 ? "超前 " : ""}${n} ${zh}${apart < -2 ? "" : "前"}` : `${n} ${en} ${apart < -2 ? "ahead" : "ago"}`;
}
export function bytes(n) {
  return n >= 1e9 ? `${(n / 1e9).toFixed(1)} GB` : n >= 1e6 ? `${(n / 1e6).toFixed(1)} MB` : `${Math.round(n / 1e3)} kB`;
}
set(WORDS);
