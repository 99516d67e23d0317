// The page's words in both languages, and how times, ages and figures are written.
const WORDS = {
  zh: {
    title: "一张图 · 现场告警", skip: "跳到告警列表", other: "English", alerts: "当前告警", noAlerts: "没有未结告警",
    noAlertsNote: "这不表示安全:请同时查看各站点是否有数据。", map: "地图", stations: "站点与测点", detail: "告警详情",
    close: "关闭详情", evidence: "判断依据", confidence: "置信度", level: "等级", state: "状态", raised: "发生", changed: "更新",
    place: "位置", rule: "规则", cap: "CAP 1.2 报文", acknowledge: "确认告警", operator: "值班员姓名", note: "备注(可空)",
    token: "操作口令", send: "发送确认", sent: "确认已发出,等待网关回复", unanswered: "确认已过期,网关没有回复",
    refused: "网关拒绝了确认", by: "确认人", demo: "演示模式:本机无需口令即可确认告警。", exercise: "演练", test: "测试", testNote: "这是现场联调测试,不是真实告警:测试值是人工注入的。",
    outOfDate: "本页面已过时:与服务器失去联系,以下内容可能不是现状。最后更新:", live: "实时", updated: "更新于",
    noData: "无数据", stale: "数据过时", suspect: "可疑", fresh: "有数据", never: "从未收到", ahead: "未采用:时间超前", ago: "前", offline: "离线",
    online: "在线", silent: "失联", chart: "过程线", table: "数据表", time: "时间", value: "数值", flag: "质量", threshold: "阈值",
    device: "设备", point: "测点", latest: "最新值", age: "数据时间", backlog: "待传", clock: "时钟", gateway: "网关",
    clocks: { ntp: "跟随时间服务器", gnss: "跟随卫星接收机", map: "跟随一张图", operator: "人工设置", system: "由系统校准", simulated: "模拟时间", unknown: "无人校时,读数时间可能不准" },
    legend: "图例", credit: "底图:Natural Earth(公有领域)", tianditu: "天地图", feeds: "数据接口", yes: "持续", no: "已解除",
    noReadings: "没有可画的读数", model: "模型", seen: "模型所见", scores: "模型评分", failed: "没有发出:", min: "最小", max: "最大", zoomIn: "放大", zoomOut: "缩小", mapLabel: "站点与告警地图",
    compare: "比较与更换", wasBeside: "原影子模型", answers: "现用模型包", beside: "影子模型包", asked: "已比较次数", failedAnswers: "失败", agreed: "结论一致", difference: "平均差值", meanMillis: "平均耗时", stopped: "影子模型已停用",
    promote: "采用影子模型", rollBack: "退回站点配置的模型", promoteNote: "网关再次核对签名与自检后换用;失败、变慢或输入漂移时会自行退回。", rollBackNote: "网关换回站点配置中的模型包。",
    orderSent: "指令已发出,等待网关回复", orderDone: "网关已接受,将在十秒内换用", orderRefused: "网关拒绝", orderUnanswered: "指令已过期,网关没有回复",
    levels: { red: "红色", orange: "橙色", yellow: "黄色", blue: "蓝色", notice: "提示" },
    states: { unacknowledged: "未确认", acknowledged: "已确认", "rtn-unacknowledged": "已恢复、未确认", normal: "正常",
      "latched-unacknowledged": "锁存、未确认", "latched-acknowledged": "锁存、已确认", shelved: "已搁置", suppressed: "已抑制", "out-of-service": "停用" },
    limits: {
      "near-warning": "接近警戒", warning: "警戒", guarantee: "保证", "historic-highest": "历史最高", hysteresis: "回差", "rise-per-hour": "每小时涨幅",
      "stale-after": "无数据限时", "failing-for": "质量不合格限时", "red-3h": "红色 3 h", "orange-3h": "橙色 3 h", "yellow-6h": "黄色 6 h", "blue-12h": "蓝色 12 h",
    },
    flags: { 1: "合格", 2: "未评", 3: "可疑", 4: "不合格", 9: "缺测" },
  },
  en: {
    title: "One map · field alerts", skip: "Skip to the alerts", other: "中文", alerts: "Current alerts", noAlerts: "No open alerts",
    noAlertsNote: "This does not mean safe: see below whether every station has data.", map: "Map", stations: "Stations and points", detail: "Alert",
    close: "Close this alert", evidence: "Evidence", confidence: "Confidence", level: "Level", state: "State", raised: "Raised", changed: "Changed",
    place: "Place", rule: "Rule", cap: "CAP 1.2 message", acknowledge: "Acknowledge", operator: "Operator's name", note: "Note (may be empty)",
    token: "Operators' token", send: "Send acknowledgement", sent: "Acknowledgement sent; waiting for the gateway", unanswered: "Acknowledgement expired without an answer",
    refused: "The gateway refused the acknowledgement", by: "Acknowledged by", demo: "Demo: alerts can be acknowledged from this machine without a token.", exercise: "Exercise", test: "TEST", testNote: "A walk test in the field, no real alert: the value was injected by hand.",
    outOfDate: "This page is out of date: no contact with the server; what follows may not be the present. Last update: ", live: "Live", updated: "updated",
    noData: "No data", stale: "Out of date", suspect: "Suspect", fresh: "Has data", never: "never received", ahead: "not used, stamped in the future:", ago: "ago", offline: "offline",
    online: "online", silent: "silent", chart: "Chart", table: "Table", time: "Time", value: "Value", flag: "Quality", threshold: "Threshold",
    device: "Device", point: "Point", latest: "Latest", age: "Measured", backlog: "backlog", clock: "clock", gateway: "Gateway",
    clocks: { ntp: "by a time server", gnss: "by a GNSS receiver", map: "by the map", operator: "set by a person", system: "kept by its system", simulated: "simulated", unknown: "nobody sets it; times of readings may be wrong" },
    legend: "Legend", credit: "Base map: Natural Earth (public domain)", tianditu: "Tianditu", feeds: "Feeds", yes: "holds", no: "over",
    noReadings: "No readings to draw", model: "Model", seen: "What the model saw", scores: "Scores of the model", failed: "Not sent: ", min: "Least", max: "Greatest", zoomIn: "Zoom in", zoomOut: "Zoom out", mapLabel: "Map of stations and alerts",
    compare: "Compare and change", wasBeside: "ran beside before", answers: "Answers now", beside: "Runs beside", asked: "Compared", failedAnswers: "failed", agreed: "Same conclusion", difference: "Mean difference", meanMillis: "Mean time", stopped: "The package beside has been stopped",
    promote: "Promote the package beside", rollBack: "Roll back to the site file's package", promoteNote: "The gateway checks signature and self-test again and changes over; it goes back by itself when the package fails, is late or its inputs drift.", rollBackNote: "The gateway runs the package of its site file again.",
    orderSent: "order sent; waiting for the gateway", orderDone: "taken by the gateway, which changes over within ten seconds", orderRefused: "refused by the gateway", orderUnanswered: "the order expired without an answer",
    levels: { red: "Red", orange: "Orange", yellow: "Yellow", blue: "Blue", notice: "Notice" },
    states: { unacknowledged: "unacknowledged", acknowledged: "acknowledged", "rtn-unacknowledged": "returned to normal, unacknowledged", normal: "normal",
      "latched-unacknowledged": "latched, unacknowledged", "latched-acknowledged": "latched, acknowledged", shelved: "shelved", suppressed: "suppressed", "out-of-service": "out of service" },
    limits: {
      "near-warning": "near warning", warning: "warning stage", guarantee: "guarantee stage", "historic-highest": "highest on record", hysteresis: "hysteresis",
      "rise-per-hour": "rise in an hour", "stale-after": "stale after", "failing-for": "failing for", "red-3h": "red 3 h", "orange-3h": "orange 3 h",
      "yellow-6h": "yellow 6 h", "blue-12h": "blue 12 h",
    },
    flags: { 1: "pass", 2: "not evaluated", 3: "suspect", 4: "fail", 9: "missing" },
  },
};

let language = "zh";
try {
  language = localStorage.getItem("language") || (navigator.language.startsWith("zh") ? "zh" : "en");
} catch {
  language = navigator.language.startsWith("zh") ? "zh" : "en";
}

export const lang = () => language;
export const w = (key) => WORDS[language][key];
export const text = (both) => (both ? both[language] || both.en || both.zh || "" : "");

export function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  try { localStorage.setItem("language", language); } catch { /* private browsing: kept for this visit */ }
}

export function clockTime(iso) {
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB",
    { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false }).format(new Date(iso));
}

export function age(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  const [n, zh, en] = s < 60 ? [s, "秒", "s"] : s < 3600 ? [Math.floor(s / 60), "分钟", "min"]
    : s < 172800 ? [Math.floor(s / 3600), "小时", "h"] : [Math.floor(s / 86400), "天", "d"];
  return language === "zh" ? `${n} ${zh}前` : `${n} ${en} ago`;
}

export function figure(value, unit) {
  if (value === null || value === undefined) return w("noData");
  const text = new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-GB", { maximumFractionDigits: 3 }).format(value);
  return unit && unit !== "1" ? `${text} ${unit}` : text;
}
