// Words of the page's shell, the overview and the list of devices.
import { more } from "/words.js";
const n = (count, one, many) => `${count} ${count === 1 ? one : many}`;
more({
  showTyped: ["显示所填内容", "Show what is typed"], showIt: ["显示", "Show"], hideIt: ["隐藏", "Hide"],
  draftWaits: [(c) => (c ? `草稿:${c} 项修改尚未生效` : "草稿尚未生效"), (c) => (c ? `Draft: ${n(c, "change", "changes")} not in force yet` : "The draft is not in force yet")],
  handWaits: ["站点文件已被手工修改,尚未生效", "The site file has been changed by hand and is not in force yet"], reviewApply: ["查看并应用", "Review and apply"], review: ["查看", "Review"],
  backAt: ["上次修改已撤回", "The last change was taken back"], backDraft: ["修改还在草稿里。", "What was changed is still in the draft."], understood: ["知道了", "Understood"],
  walkNow: ["联调测试进行中", "A walk test is under way"], walkSilent: ["静默,不接通输出", "silent, outputs stay as they are"], walkLoud: ["输出会真的接通", "outputs are really switched"], walkTo: ["去结束", "Go and end it"],
  scheme: ["外观", "Light or dark"], schemes: [{ auto: "随手机", light: "日间", dark: "夜间" }, { auto: "As the device", light: "Light", dark: "Dark" }],
  allAlarms: [(c) => `全部 ${c} 条告警`, (c) => `All ${c} alarms`], silencedRules: ["已搁置或停用", "Shelved or out of service"], until: ["至", "until"],
  noRules: ["还没有规则:什么都不会报警", "No rules yet: nothing will raise an alarm"], restWell: [(c) => `其余 ${c} 台正常`, (c) => `${n(c, "more device is", "more devices are")} well`], rest: [(c) => `其余 ${c} 台`, (c) => n(c, "more device", "more devices")], moreChecks: [(c) => `还有 ${c} 项`, (c) => `${c} more`],
  chips: [{ uplink: "上行断开", disk: "磁盘已满", clock: "时钟未同步", rules: "没有规则" }, { uplink: "Uplink down", disk: "Disk full", clock: "Clock not set", rules: "No rules" }],
  chipDevices: [(c) => `${c} 台设备不通`, (c) => `${n(c, "device", "devices")} down`], chipDoubt: [(c) => `${c} 台部分异常`, (c) => `${c} in doubt`], chipSilenced: [(c) => `${c} 条规则被静默`, (c) => `${n(c, "rule", "rules")} silenced`], chipOutput: [(name) => `${name}不可靠`, (name) => `${name} unreliable`], attention: ["要注意", "Wants attention"],
  lastGood: ["最后有效", "Last good"], neverGood: ["没有收到过有效值", "No good value so far"], valueQuality: ["数值与质量", "Value and quality"],
  findDevice: ["查找设备(名称、编号、型号、线路)", "Find a device (name, id, model, link)"], noneFound: ["没有这样的设备", "No such device"],
  drafted: ["草稿:尚未应用", "Draft: not applied"], draftRemoved: ["草稿中已删除", "Removed in the draft"], draftChanged: ["草稿中有修改", "Changed in the draft"],
  todoDraft: ["查看并应用草稿", "Review and apply the draft"], todoReal: ["中心同意后结束演练模式", "End the exercise, once the centre agrees"], todoRealHow: ["在“名称与位置”里取消勾选“演练模式”,写入草稿,应用并保留。", "Clear “Exercise” under “Name and place”, put it into the draft, apply it and keep it."],
  contactOpen: ["断开", "Open"], contactClosed: ["闭合", "Closed"],
  stop: ["。", ". "], changesIn: [(c) => `${c} 项修改`, (c) => n(c, "change", "changes")],
  promise: ["保证", "Guarantee"],
  unacknowledged: ["条未确认", "unacknowledged"],
});
