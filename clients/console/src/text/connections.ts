import { pair } from "./pair";

export const connections = pair({
  title: "连接", lead: "读取已有的商城、接收其他系统的推送、把发生的事告诉其他系统",
  tabs: { out: "推送给其他系统", in: "接收推送", mall: "读取商城" }, never: "从未", copyHint: "点右侧复制",
  mall: {
    lead: "直接读商城数据库里的商品、订单、库存和顾客，商城不用改。", standing: "正在读取 {mall}，每 {minutes} 分钟一次", manual: "已设置 {mall}，只在您点“现在读取”时读取", pull: "现在读取", pulling: "正在读取", done: "读取完成",
    none: "还没有连接商城", anew: "读取商城", noneHint: "支持 litemall、mall、mall4j、芋道；CRMEB 和其他系统请看“接收推送”。在这里填数据库地址只有所有者可以；也可以用命令先试读，什么都不会留下：",
    formHint: "支持 litemall、mall、mall4j、芋道；CRMEB 和其他系统请看“接收推送”。先试读，看会读到什么，什么都不会留下；再读取。", setHint: "在这里填的地址用完就忘，不会保存。要每几分钟读一次，请在 huozhao.toml 里写下：",
    which: "商城", dsn: "数据库地址", dsnHelp: "用只能 SELECT 的账号。密码里的 {'@'} 写成 %40。", consented: "这些顾客在商城里同意过个性化推荐吗？", consents: { unknown: "不知道：浏览、收藏、加购、搜索先不读", none: "没有：只计总量，不留顾客", personalisation: "同意过：连同顾客一起读" }, try: "试读", tried: "试读于 {at}，每张表最多 20,000 条，什么都没保存",
    last: "上次读取 {at}", kind: "内容", waiting: "待读", rows: "行", accepted: "新增", duplicate: "已有", refused: "被拒", reasons: "被拒的原因", first: "例如", states: "订单状态", unread: "未读取", toFailed: "去看失败事件",
    pulls: { shops: "门店", goods: "商品", goods_gone: "已删商品", stock: "库存", shoppers: "顾客", orders: "订单", shipped: "发货", received: "收货", cancelled: "取消", returns: "退货", reviews: "评价", views: "浏览", favourites: "收藏", cart: "加购", searches: "搜索" },
  },
  in: {
    lead: "其他系统把发生的事推送到这里。每次推送都要证明来源，重复的只算一次。", events: "任何系统（带签名的 JSON）", crmeb: "CRMEB",
    eventsHelp: "按 Standard Webhooks 签名，内容与 POST /v1/events 相同。", crmebHelp: "在 CRMEB “对外接口”的推送设置里填：账号 huozhao，密码就是下面的密钥，地址如下。", address: "地址", secret: "密钥", show: "显示密钥", renew: "换新密钥", renewSure: "旧密钥立即失效，对方填上新密钥之前收不到推送。", ownerOnly: "密钥只有所有者能看",
    last: "最近收到", accepted: "新事件", duplicate: "重复", refused: "被拒", unproven: "来源不明", unprovenHelp: "最近一次 {at}。签名不对：密钥填错了，或对方的时钟不准。", none: "还没有收到推送",
  },
  out: {
    lead: "订单、库存、告警等事情发生后，一秒内带签名地告诉 ERP、CRM 等系统；失败会重试三天。", add: "新建订阅", none: "还没有订阅", noneHint: "填一个接收地址，选要告知的事，记下密钥，就连上了。", ownerOnly: "只有所有者能新建订阅。",
    active: "正常", paused: "已暂停", resting: "对方没有回应或请稍后再发，{at} 再试", gone: "对方回答不再需要（410），已暂停", failing: "三天没有送达，已暂停", trouble: "{n} 个订阅需要您处理",
    delivered: "已送达", lately: "最近送达", waiting: "等待重试", dead: "已放弃", behind: "未看的事", test: "发测试消息", tested: "对方已收到，用时 {ms} 毫秒", testFailed: "没有收到：{told}", edit: "修改", pause: "暂停", paused_: "已暂停", resume: "继续", resumed: "已继续", resumeHow: "怎样继续？", resumeFrom: "从停下的地方接着发（{n} 件事）", resumeSkip: "跳过，从现在开始", newSecret: "换新密钥", newSecretSure: "旧密钥还能用一天，请在这期间把新密钥填到对方系统。", remove: "删除", removeSure: "不再告知 {name}，等待重试的消息也会丢掉。", removed: "已删除",
    tries: "最近的发送", noTries: "还没有发送过", took: "{ms} 毫秒", failedList: "没有送达的消息", noFailed: "全部送达", all: "全部再发", retried: "正在再发 {n} 条", retry: "再发", drop: "不再发", dropped: "已移除", look: "内容", nothing: "已没有可告知的内容（顾客已删除或撤回了同意）", attempt: "试了 {n} 次", nextAt: "{at} 再试", states: { waiting: "等待重试", dead: "已放弃", delivered: "已送达" }, did: { create: "新建", edit: "修改", pause: "暂停", resume: "继续", rotate: "换密钥" }, history: "修改记录", byMall: "货找", more: "详情", less: "收起",
    name: "名称", nameHint: "例如 仓库系统", id: "编号", idHint: "小写字母、数字，建好后不能改", url: "接收地址", urlHelp: "公网的 https 地址", topics: "告知哪些事", also: "订阅了订单或顾客的，还会收到“顾客要求删除”和“撤回同意”，以便对方也删除。", create: "订阅", save: "保存", secretTitle: "密钥", secretOnce: "请把密钥记到对方系统里，只显示这一次。", keptIt: "记好了", saved: "已保存 {name}", noPersonal: "消息里只有编号，没有姓名、电话和地址。",
    groups: { orders: "订单", goods: "商品与库存", shoppers: "顾客", engine: "引擎" }, testTopic: "测试",
  },
}, {
  title: "Connections", lead: "Read a mall that exists, take what other systems push, tell other systems what happens",
  tabs: { out: "Outgoing", in: "Incoming", mall: "Read a mall" }, never: "never", copyHint: "copy on the right",
  mall: {
    lead: "Goods, orders, stock and shoppers are read from the mall's database; the mall stays as it is.", standing: "{mall} is read every {minutes} minutes", manual: "{mall} is set, and read only when you press “Read now”", pull: "Read now", pulling: "Reading", done: "Read",
    none: "No mall is connected", anew: "Read a mall", noneHint: "litemall, mall, mall4j and yudao can be read; for CRMEB and others see Incoming. Only owners name a database here; the command tries it too, nothing is kept:",
    formHint: "litemall, mall, mall4j and yudao can be read; for CRMEB and others see Incoming. Try it first and see what would be taken, nothing is kept; then read it.", setHint: "An address that is named here is used and forgotten. To read every few minutes, write it into huozhao.toml:",
    which: "Mall", dsn: "Address of its database", dsnHelp: "For a user who may only SELECT. Write {'@'} in a password as %40.", consented: "Did these shoppers agree to personalisation in that mall?", consents: { unknown: "Not known: leave views, favourites, carts and searches out", none: "No: count them without the shopper", personalisation: "Yes: read them with the shopper" }, try: "Try", tried: "Tried at {at}, at most 20,000 rows of each table; nothing was kept",
    last: "Last read {at}", kind: "What", waiting: "Waiting", rows: "Rows", accepted: "New", duplicate: "Known", refused: "Refused", reasons: "Why rows were refused", first: "for example", states: "States of orders", unread: "not read", toFailed: "See failed events",
    pulls: { shops: "Shops", goods: "Goods", goods_gone: "Deleted goods", stock: "Stock", shoppers: "Shoppers", orders: "Orders", shipped: "Shipped", received: "Received", cancelled: "Cancelled", returns: "Returns", reviews: "Reviews", views: "Views", favourites: "Favourites", cart: "Carts", searches: "Searches" },
  },
  in: {
    lead: "Other systems push what happened to these addresses. Each push proves its sender; what comes twice counts once.", events: "Any system (signed JSON)", crmeb: "CRMEB",
    eventsHelp: "Signed as Standard Webhooks; the body is that of POST /v1/events.", crmebHelp: "In CRMEB's push settings: account huozhao, the secret below as its password, and these addresses.", address: "Address", secret: "Secret", show: "Show the secret", renew: "New secret", renewSure: "The old secret is worthless at once; nothing is taken until the other system has the new one.", ownerOnly: "Only owners see secrets",
    last: "Last received", accepted: "New events", duplicate: "Repeats", refused: "Refused", unproven: "Unknown sender", unprovenHelp: "Last at {at}. The signature was wrong: another secret, or a clock that is off.", none: "Nothing was received yet",
  },
  out: {
    lead: "An ERP or CRM hears of orders, stock and alerts within a second, signed; what fails is tried again for three days.", add: "Subscribe", none: "Nobody subscribes yet", noneHint: "Give an address, choose what to tell, write the secret down: connected.", ownerOnly: "Only owners can subscribe a system.",
    active: "Active", paused: "Paused", resting: "No answer, or asked to wait; again at {at}", gone: "Paused: the receiver wants nothing any more (410)", failing: "Paused: nothing arrived for three days", trouble: "{n} subscriptions need you",
    delivered: "Delivered", lately: "Last delivered", waiting: "To be tried again", dead: "Given up", behind: "Not looked at", test: "Send a test", tested: "Received, in {ms} ms", testFailed: "Not received: {told}", edit: "Edit", pause: "Pause", paused_: "Paused", resume: "Go on", resumed: "Going on", resumeHow: "How to go on?", resumeFrom: "Where it stopped ({n} facts)", resumeSkip: "Skip that, from now on", newSecret: "New secret", newSecretSure: "The old secret works for one more day; put the new one into the other system by then.", remove: "Delete", removeSure: "{name} is not told any more; messages that wait are dropped.", removed: "Deleted",
    tries: "Newest messages", noTries: "Nothing was sent yet", took: "{ms} ms", failedList: "Not delivered", noFailed: "All delivered", all: "Send all again", retried: "Sending {n} again", retry: "Send again", drop: "Drop", dropped: "Dropped", look: "Content", nothing: "Nothing is left to tell: the shopper was erased, or took consent back", attempt: "tries: {n}", nextAt: "again at {at}", states: { waiting: "To be tried again", dead: "Given up", delivered: "Delivered" }, did: { create: "Created", edit: "Edited", pause: "Paused", resume: "Went on", rotate: "New secret" }, history: "Changes", byMall: "Huozhao", more: "Details", less: "Less",
    name: "Name", nameHint: "for example Warehouse", id: "Id", idHint: "small letters and digits; stays as it is", url: "Address", urlHelp: "An https address that can be reached from outside", topics: "What to tell", also: "Who hears of orders or shoppers also hears whom to erase and who took consent back, to do the same.", create: "Subscribe", save: "Save", secretTitle: "Secret", secretOnce: "Write the secret down in the other system. It is shown only now.", keptIt: "I have it", saved: "{name} saved", noPersonal: "Messages carry ids only.",
    groups: { orders: "Orders", goods: "Goods and stock", shoppers: "Shoppers", engine: "The engine" }, testTopic: "Test",
  },
});
