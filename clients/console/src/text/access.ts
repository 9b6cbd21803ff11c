import { pair } from "./pair";

export const access = pair({
  title: "用户与密钥", lead: "谁能进控制台、哪些程序能调用接口，各自能做什么", users: "用户", keys: "接口密钥", local: "本机", key: "密钥登录", logIn: "登录", logOut: "退出登录",
  logInTitle: "登录货找", logInLead: "请输入管理员为您开通的用户名与密码", name: "用户名", password: "密码", role: "角色", state: "状态", active: "可登录", disabled: "已停用",
  roles: { owner: "所有者", operator: "运营", analyst: "分析", service: "程序" },
  roleHelp: { owner: "全部权限，含用户、密钥与访问记录", operator: "日常运营与代顾客办理隐私请求，不能管用户", analyst: "只看汇总数据，可建标签与人群，看不到单个顾客", service: "只供程序接入数据与取推荐" },
  until: "有效至 {at}", localHelp: "还没有用户，只有本机能打开。建立第一个所有者后，所有人都需登录。", firstOwner: "建立第一个所有者", firstOwnerHelp: "建好后，控制台需登录才能进入，也可以安全地开放给其他机器。",
  make: "创建", ownerMade: "已建立所有者 {name}", userMade: "已创建用户 {name}", changed: "已更改 {name}", addUser: "添加用户", usersHelp: "更改角色或停用会立刻结束此人的登录。", noUsers: "还没有用户", noUsersHint: "此刻只有本机能打开控制台。建立第一个所有者，即可让同事登录。",
  mayDo: "能做什么", madeAt: "创建于", seenAt: "最近使用", passwordHelp: "至少 10 个字符；用一句话最好记", changePassword: "修改密码", passwordNow: "现在的密码", passwordWanted: "新密码", passwordChanged: "密码已修改，请重新登录",
  addKey: "新建密钥", keysHelp: "每个程序一把钥匙，只给它需要的权限；泄露了就作废重建。", ownerFirst: "请先建立一个所有者：有了密钥之后，控制台就需要登录才能进入。", noKeys: "还没有密钥", noKeysHint: "商城系统、小程序后端各建一把。", keyName: "名称", beginning: "开头", scopes: "权限", scopesHelp: "可选整个领域（如 goods:*）或单项；* 为全部", days: "有效天数", daysHelp: "0 为长期有效", ends: "到期", never: "长期",
  revoke: "作废", revokeSure: "作废后，使用“{name}”的程序会立刻被拒绝，且不能恢复。确定作废？", revoked: "已作废 {name}", isRevoked: "已作废", secretOnce: "请现在保存：密钥只显示这一次。", keptIt: "已保存，关闭",
}, {
  title: "Users & keys", lead: "Who may enter the console, which programs may call the API, and what each may do", users: "Users", keys: "API keys", local: "This machine", key: "By key", logIn: "Log in", logOut: "Log out",
  logInTitle: "Log in to Huozhao", logInLead: "Use the name and password an owner gave you", name: "Name", password: "Password", role: "Role", state: "State", active: "May log in", disabled: "Shut out",
  roles: { owner: "Owner", operator: "Operator", analyst: "Analyst", service: "Service" },
  roleHelp: { owner: "Everything, with users, keys and the access log", operator: "Daily work and privacy requests of shoppers; no users", analyst: "Totals only, tags and crowds; no single shopper", service: "For programs: sends data, asks for pages" },
  until: "until {at}", localHelp: "There are no users yet, so only this machine may enter. Once there is an owner, everybody logs in.", firstOwner: "Make the first owner", firstOwnerHelp: "From then on the console asks for a log-in, and can be opened to other machines safely.",
  make: "Make", ownerMade: "Owner {name} made", userMade: "User {name} made", changed: "{name} changed", addUser: "Add a user", usersHelp: "Another role, or shutting somebody out, ends their sessions at once.", noUsers: "No users yet", noUsersHint: "Right now only this machine may open the console. Make an owner to let colleagues log in.",
  mayDo: "What it may do", madeAt: "Made", seenAt: "Last used", passwordHelp: "At least 10 characters; a sentence is easy to remember", changePassword: "Change password", passwordNow: "Password now", passwordWanted: "New password", passwordChanged: "Password changed, please log in again",
  addKey: "New key", keysHelp: "One key for each program, with just what it needs; revoke it when it leaks.", ownerFirst: "Make an owner first: once there is a key, the console asks for a log-in.", noKeys: "No keys yet", noKeysHint: "Make one for the mall's system and one for the mini-program's back end.", keyName: "Name", beginning: "Begins with", scopes: "Scopes", scopesHelp: "A whole area (goods:*) or single ones; * is everything", days: "Valid for days", daysHelp: "0 = does not end", ends: "Ends", never: "never",
  revoke: "Revoke", revokeSure: "Programs using \"{name}\" are refused at once, for good. Revoke it?", revoked: "{name} revoked", isRevoked: "Revoked", secretOnce: "Keep it now: the secret is shown this once.", keptIt: "Kept, close",
});

export const looks = pair({
  title: "访问记录", lead: "每一次查看个人数据都在这里：谁、何时、看了谁、为什么", who: "查看者", shopper: "顾客", whatLabel: "看了什么", reason: "理由", address: "来自", at: "时间", from: "开始日期", to: "结束日期", many: "列表",
  empty: "没有符合条件的访问记录", emptyHint: "有人打开顾客页面、导出人群或查看联系方式后，会记在这里。", kinds: { local: "本机", user: "用户", key: "密钥", shopper: "顾客本人", nobody: "未知" },
  what: { talks: "会话列表", talk: "客服会话", page_explained: "推荐调试", rule_preview: "规则试看", profile: "画像", timeline: "时间线", recommendations: "推荐", shopper_list: "顾客列表", crowd_members: "人群成员", crowd_export: "人群导出", failed_events_export: "失败事件导出", contact: "联系方式原文", orders: "订单", lookup: "按联系方式查找", identities: "身份", privacy: "隐私页", predictions: "预测", tag_reasons: "标签依据", tag_changes: "标签变化", tag_preview: "标签预览", scene_preview: "场景预览", context: "情境", copy: "数据副本", decisions: "策略决定", vouchers: "优惠券", slow_goods_shoppers: "滞销商品的目标顾客", sizes: "尺码", size_advice: "尺码建议" },
}, {
  title: "Access log", lead: "Every look at personal data is here: who, when, at whom and why", who: "Who", shopper: "Shopper", whatLabel: "What was looked at", reason: "Reason", address: "From", at: "When", from: "From day", to: "To day", many: "a list",
  empty: "No look matches", emptyHint: "When somebody opens a shopper, exports a crowd or reveals a contact, it is noted here.", kinds: { local: "This machine", user: "User", key: "Key", shopper: "The shopper", nobody: "Unknown" },
  what: { talks: "Talks", talk: "One talk", page_explained: "Debugger", rule_preview: "Rule preview", profile: "Profile", timeline: "Timeline", recommendations: "Recommendations", shopper_list: "Shopper list", crowd_members: "Crowd members", crowd_export: "Crowd export", failed_events_export: "Failed events export", contact: "Contact in the clear", orders: "Orders", lookup: "Look-up by contact", identities: "Identities", privacy: "Privacy page", predictions: "Predictions", tag_reasons: "Reasons of a tag", tag_changes: "Changes of tags", tag_preview: "Preview of a tag", scene_preview: "Preview of scenes", context: "Context", copy: "Copy of the data", decisions: "Decisions", vouchers: "Vouchers", slow_goods_shoppers: "Shoppers told of slow goods", sizes: "Sizes", size_advice: "Size advice" },
});
