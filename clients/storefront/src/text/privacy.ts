import { pair } from "./pair";

export const privacy = pair({
  title: "隐私中心", lead: "关于你的一切都在这里。不同意也能正常购物。", switches: "我同意什么", needed: "购物必需，不能关闭", keeps: "保存 {n} 天", renewal: "说明已更新，请再看一次", turnedOn: "已开启，马上生效", turnedOff: "已关闭，马上生效",
  held: "保存了什么", heldNone: "还没有任何记录", heldLine: "{n} 条 · {when}", fromTo: "{from} 至 {to}", contact: "联系方式（加密保存，这里只显示一部分）", contactNames: { name: "姓名", phone: "手机号", address: "地址" } as Record<string, string>,
  inferred: "推测了什么", inferredNone: "没有推测任何信息", chance: "可能性 {n}%", because: "依据：{why}", wrong: "不对，去掉", wrongSure: "去掉“{tag}”？它不会再回来，也不再影响推荐。", wrongDone: "已去掉", contested: "你已去掉：{tags}",
  correct: "更正资料", correctHint: "更正后以你填的为准。", sex: "性别", female: "女", male: "男", birthYear: "出生年份", city: "城市", save: "保存更正", saved: "已更正", nothing: "请先填写要更正的内容", badYear: "出生年份应为四位数字",
  why: "为什么看到这些", looksLine: "商城工作人员和程序查看过你的资料 {n} 次，每次都有记录。",
  copy: "导出数据", copyHint: "包含全部记录，可用浏览器打开，也可交给别的商城。", copyDo: "下载我的数据", copied: "已下载", copiedText: "已复制到剪贴板，可粘贴保存",
  erase: "删除我的一切", eraseHint: "行为、标签、收藏、优惠券、消息、联系方式全部删除，密钥销毁，无法恢复。订单只留匿名账目。", eraseDo: "删除", eraseSure: "真的要删除吗？收藏、优惠券和订单记录都会消失，无法恢复。", eraseLast: "请输入“删除”二字以确认", eraseWord: "删除", erased: "已全部删除", erasedHint: "回执 {receipt}。请截图保存，可向商城核验。", fresh: "以新访客身份继续",
}, {
  title: "Privacy centre", lead: "All that concerns you is here. You can shop without agreeing to any of it.", switches: "What I agree to", needed: "Needed to shop; cannot be switched off", keeps: "kept {n day|days}", renewal: "The notice changed, please look again", turnedOn: "Switched on", turnedOff: "Switched off",
  held: "What is held", heldNone: "Nothing is on record yet", heldLine: "{n} · {when}", fromTo: "{from} to {to}", contact: "Contact data (encrypted; only a part is shown)", contactNames: { name: "Name", phone: "Phone", address: "Address" } as Record<string, string>,
  inferred: "What is inferred", inferredNone: "Nothing is inferred", chance: "{n} % likely", because: "From: {why}", wrong: "Wrong, remove", wrongSure: "Remove “{tag}”? It will not come back and no longer affects recommendations.", wrongDone: "Removed", contested: "You removed: {tags}",
  correct: "Correct my details", correctHint: "What you enter counts from then on.", sex: "Sex", female: "Female", male: "Male", birthYear: "Year of birth", city: "City", save: "Save", saved: "Corrected", nothing: "Fill in what to correct first", badYear: "The year of birth has four digits",
  why: "Why I see what I see", looksLine: "Staff and programs of the mall looked at your data {n time|times}; each time is on record.",
  copy: "Take a copy", copyHint: "All records; open it in a browser or hand it to another mall.", copyDo: "Download my data", copied: "Downloaded", copiedText: "Copied to the clipboard: paste it somewhere safe",
  erase: "Erase me", eraseHint: "Behaviour, tags, favourites, coupons, messages and contact data go, and their key is destroyed: nothing brings them back. Orders stay in the books without your name.", eraseDo: "Erase", eraseSure: "Really erase? Favourites, coupons and orders disappear for good.", eraseLast: "Type “erase” to confirm", eraseWord: "erase", erased: "All is erased", erasedHint: "Receipt {receipt}. Keep a screenshot: the mall can verify it.", fresh: "Go on as a new guest",
});
