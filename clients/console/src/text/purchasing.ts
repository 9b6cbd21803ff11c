import { pair } from "./pair";

export const purchases = pair({
  title: "采购单", lead: "批准的补货建议汇成采购单：发给供应商、确认、分批收货；每一步都记录在案，可以撤销",
  tabs: { orders: "采购单", suppliers: "供应商", answers: "导入确认", messages: "消息" },
  filters: { open: "未完成", draft: "草稿", sent: "已发出", confirmed: "已确认", partly_received: "部分到货", late: "逾期", received: "已收货", all: "全部" },
  states: { draft: "草稿", sent: "已发出", confirmed: "已确认", partly_received: "部分到货", received: "已收货", closed: "已关闭", cancelled: "已取消" },
  steps: { draft: "草稿", sent: "发出", confirmed: "确认", received: "收货" },
  drafts: "草稿待发", waiting: "等待到货", late: "逾期", draftsHelp: "批准后还没发给供应商", empty: "没有采购单", emptyHint: "批准补货建议，或在告警里点“补货”，就会生成采购单。", toPlan: "去看补货建议",
  supplier: "供应商", shop: "门店", goods: "商品", value: "金额", due: "预计到货", progress: "已收 {done} / {all} 件", lateDays: "逾期 {n} 天", more: "等 {n} 种商品", open: "查看",
  send: "发给供应商", sendWay: "怎么发出去", ways: { webhook: "推送到供应商系统", file: "导出表格后发出", hand: "电话或微信告知" }, wayHelp: { webhook: "发到供应商登记的地址，失败会自动重试", file: "下载 Excel，发给供应商填写确认数量后再导入", hand: "只记录已发出" },
  anyway: "仍然发出", sentBy: { webhook: "系统推送", file: "表格", hand: "人工告知" }, sentAt: "发出时间", noWebhook: "这家供应商没有登记推送地址",
  confirm: "录入确认", confirmHelp: "供应商能给多少、哪天到；0 表示拒绝。少给的数量不再算在途。", allAsOrdered: "全部按订单确认", ordered: "订购", confirmedUnits: "确认", came: "已收", damaged: "破损", toCome: "待到", unit: "单价", note: "备注", dueOn: "到货日",
  receive: "收货", receiveHelp: "填实际到货的件数；破损的进隔离区，不可售。", arrived: "实到", reference: "送货单号", referenceHelp: "同一张送货单重复录入只算一次", lot: "批号", expires: "有效期至", extra: "多送或错送的", extras: { refuse: "不收", keep: "收下上架", quarantine: "先放隔离区" },
  cancel: "取消采购单", cancelSure: "没到的 {n} 件不再要了？", reason: "原因", close: "关闭", closeSure: "关闭后不再收货，没到的 {n} 件不再等。", undo: "撤销上一步",
  did: { send: "发出", confirm: "确认", receive: "收货", cancel: "取消", close: "关闭", undo: "撤销" }, history: "经过", lines: "明细", receipts: "到货记录", noReceipts: "还没有到货", messagesOf: "推送", export: "导出 Excel", exportCsv: "导出 CSV",
  done: { send: "已发出 {id}", confirm: "已记下供应商的确认", receive: "已收货，库存已更新", cancel: "已取消", close: "已关闭", undo: "已撤销" },
  answersHelp: "把导出的表格发给供应商，填好“确认数量”和“确认到货日”后拖到这里。同一份表格导入两次只算一次。", drop: "拖入或点此选择供应商填好的表格", formats: "Excel（.xlsx）或 CSV", result: "{rows} 行：确认 {confirmed} · 未变 {unchanged} · 空白 {blank} · 失败 {refused}", failedTitle: "没能导入的行", failedNone: "没有失败的行", row: "第 {n} 行", problem: "问题", fix: "怎么改", order: "采购单", dismiss: "不再提示",
  messagesHelp: "推送给供应商系统的消息；失败的会自动重试，放弃的可以手动再发。", noMessages: "没有等待或失败的消息", noDelivered: "还没有送达的消息", messageStates: { waiting: "等待", delivered: "已送达", dead: "已放弃" }, messageFilters: { left: "等待与失败", delivered: "已送达" }, topics: { "purchase_order.sent": "采购单", "purchase_order.cancelled": "取消", "stock_alert.raised": "库存告警" }, tries: "已试 {n} 次", nextAt: "{at} 再试", retry: "再发一次",
}, {
  title: "Purchase orders", lead: "Approved proposals become orders: sent to suppliers, confirmed, received in parts; every step is on record and can be undone",
  tabs: { orders: "Orders", suppliers: "Suppliers", answers: "Import answers", messages: "Messages" },
  filters: { open: "Not finished", draft: "Drafts", sent: "Sent", confirmed: "Confirmed", partly_received: "Partly received", late: "Late", received: "Received", all: "All" },
  states: { draft: "Draft", sent: "Sent", confirmed: "Confirmed", partly_received: "Partly received", received: "Received", closed: "Closed", cancelled: "Cancelled" },
  steps: { draft: "Draft", sent: "Sent", confirmed: "Confirmed", received: "Received" },
  drafts: "Drafts to send", waiting: "Waiting for goods", late: "Late", draftsHelp: "Approved, the supplier does not know yet", empty: "No purchase orders", emptyHint: "Approve proposals, or order from an alert, and orders appear here.", toPlan: "See the proposals",
  supplier: "Supplier", shop: "Shop", goods: "Goods", value: "Value", due: "Expected", progress: "{done} of {all} came", lateDays: "{n} days late", more: "{n} goods in all", open: "Open",
  send: "Send", sendWay: "How does it go out?", ways: { webhook: "To the supplier's system", file: "As a sheet", hand: "By phone or chat" }, wayHelp: { webhook: "To the address on file; tried again by itself when it fails", file: "Download the Excel sheet; the supplier fills it in and it is imported again", hand: "Only put on record" },
  anyway: "Send all the same", sentBy: { webhook: "by webhook", file: "as a sheet", hand: "by hand" }, sentAt: "Sent", noWebhook: "This supplier has no address on file",
  confirm: "Enter the answer", confirmHelp: "How much comes, and when; 0 is a refusal. What is short is no longer on its way.", allAsOrdered: "All as ordered", ordered: "Ordered", confirmedUnits: "Confirmed", came: "Came", damaged: "Damaged", toCome: "To come", unit: "Price", note: "Note", dueOn: "Comes on",
  receive: "Receive", receiveHelp: "Units that really came; damaged ones go to quarantine and are not for sale.", arrived: "Came now", reference: "Delivery note", referenceHelp: "The same number again counts once", lot: "Lot", expires: "Use by", extra: "Too much or wrong goods", extras: { refuse: "Refuse", keep: "Keep for sale", quarantine: "Set aside" },
  cancel: "Cancel the order", cancelSure: "The {n} units that have not come are not wanted any more?", reason: "Reason", close: "Close", closeSure: "No goods are received any more; {n} units are not waited for.", undo: "Undo the last step",
  did: { send: "Sent", confirm: "Confirmed", receive: "Received", cancel: "Cancelled", close: "Closed", undo: "Undone" }, history: "What happened", lines: "Lines", receipts: "Deliveries", noReceipts: "Nothing has come yet", messagesOf: "Messages", export: "Export Excel", exportCsv: "Export CSV",
  done: { send: "{id} sent", confirm: "The answer is on record", receive: "Received; stock is up to date", cancel: "Cancelled", close: "Closed", undo: "Undone" },
  answersHelp: "Send the exported sheet to the supplier; when the confirmed units and days are filled in, drop it here. The same sheet again counts once.", drop: "Drop the supplier's sheet here, or click to choose it", formats: "Excel (.xlsx) or CSV", result: "{rows} rows: {confirmed} confirmed · {unchanged} unchanged · {blank} blank · {refused} failed", failedTitle: "Rows that were not taken", failedNone: "No failed rows", row: "Row {n}", problem: "Problem", fix: "How to mend it", order: "Order", dismiss: "Dismiss",
  messagesHelp: "Messages to suppliers' systems; failed ones are tried again by themselves, given up ones can be sent again.", noMessages: "Nothing waits or failed", noDelivered: "Nothing was delivered yet", messageStates: { waiting: "Waiting", delivered: "Delivered", dead: "Given up" }, messageFilters: { left: "Waiting and failed", delivered: "Delivered" }, topics: { "purchase_order.sent": "Order", "purchase_order.cancelled": "Cancellation", "stock_alert.raised": "Stock alert" }, tries: "tries: {n}", nextAt: "again at {at}", retry: "Send again",
});

export const suppliers = pair({
  lead: "实际到货天数是从收货记录学来的，补货计划按它计算", name: "供应商", promised: "约定", usual: "实际到货", days: "{n} 天", deliveries: "{n} 次到货", minimum: "起订", orderDays: "订货日", anyDay: "每天", skus: "{n} 种商品", webhook: "推送", on: "已登记", edit: "修改", undescribed: "未登记",
  empty: "没有供应商", emptyHint: "商品资料里填了供应商，就会出现在这里。", saved: "已保存 {name}", contact: "联系方式", leadTime: "约定到货天数", leadTimeHelp: "空着就按商品资料", minFen: "起订金额（元）", minUnits: "起订件数", weekdays: "订货日", weekdaysHelp: "不选就是每天都可订", url: "推送地址", urlHelp: "必须是 https；内网地址可以用 http", note: "备注", day: ["", "周一", "周二", "周三", "周四", "周五", "周六", "周日"],
  secret: "签名密钥", secretHelp: "填到对方系统里，用来核对消息确实来自货找（Standard Webhooks）。", showSecret: "显示密钥", newSecret: "换新密钥", newSecretSure: "换了以后，旧密钥立即失效。", chart: "到货天数分布", fewer: "到货次数还少，约定占得多",
}, {
  lead: "Days until receipt are learned from deliveries; the plan goes by them", name: "Supplier", promised: "Promised", usual: "Really takes", days: "{n} days", deliveries: "{n} deliveries", minimum: "Least order", orderDays: "Order days", anyDay: "any day", skus: "{n} SKUs", webhook: "Webhook", on: "set", edit: "Edit", undescribed: "not described",
  empty: "No suppliers", emptyHint: "Suppliers that goods name appear here.", saved: "{name} saved", contact: "Contact", leadTime: "Promised days", leadTimeHelp: "Empty: as the goods say", minFen: "Least order (yuan)", minUnits: "Least units", weekdays: "Order days", weekdaysHelp: "None chosen: any day", url: "Webhook address", urlHelp: "https; http only inside your own network", note: "Note", day: ["", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
  secret: "Signing secret", secretHelp: "To be written down in the other system, which checks by it that a message is ours (Standard Webhooks).", showSecret: "Show the secret", newSecret: "New secret", newSecretSure: "The old secret is worthless at once.", chart: "Days until receipt", fewer: "Few deliveries yet: the promise weighs most",
});

export const alerts = pair({
  title: "库存告警", lead: "可售低于安全库存，马上提醒；补上货或采购单够了，自动消失", states: { open: "待处理", snoozed: "已推迟", covered: "在途可补足", closed: "已结束" }, severities: { out: "断货", urgent: "紧急", low: "偏低" }, severityHelp: { out: "已经没货可卖", urgent: "今天下单也来不及", low: "低于安全库存" },
  all: "全部", allShops: "所有门店", item: "商品", shop: "门店", available: "可售 / 安全库存", left: "还能卖", days: "{n} 天", noRate: "暂无销量", coming: "在途", due: "{at} 到", why: "原因", order: "补 {n} 件", orderSure: "补 {n} 件 {name}？会批准对应的补货建议，没有建议就加进今天的采购单草稿。", ordered: "已下单 {n} 件，见采购单", see: "查看采购单",
  seen: "知道了", seenBy: "{who} 已看", snooze: "推迟", snoozeFor: "推迟 {n} 天", snoozed: "已推迟到 {at}", reopen: "恢复", reopened: "已恢复", raised: "{at} 起", closedAt: "{at} 结束", empty: { noPlan: "没有告警：还没有补货计划可比", open: "没有告警，库存都在安全线以上", snoozed: "没有推迟的告警", covered: "没有等货的告警", closed: "还没有结束的告警" }, emptyHint: "有了补货计划才知道安全库存：导入库存和订单后运行一次计算。", acknowledged: "{n} 条已看",
}, {
  title: "Stock alerts", lead: "Raised at once when less is available than the safety stock; gone when goods or an order cover it", states: { open: "Open", snoozed: "Snoozed", covered: "Covered by orders", closed: "Over" }, severities: { out: "Out of stock", urgent: "Urgent", low: "Low" }, severityHelp: { out: "Nothing left to sell", urgent: "Sold out before new goods could come", low: "Under the safety stock" },
  all: "All", allShops: "All shops", item: "Goods", shop: "Shop", available: "Available / safety", left: "Lasts", days: "{n} days", noRate: "no sales", coming: "On its way", due: "due {at}", why: "Why", order: "Order {n}", orderSure: "Order {n} of {name}? Its proposal is approved; without one they join today's draft for the supplier.", ordered: "{n} ordered, see purchase orders", see: "Purchase orders",
  seen: "Got it", seenBy: "seen by {who}", snooze: "Snooze", snoozeFor: "for {n} days", snoozed: "Snoozed until {at}", reopen: "Reopen", reopened: "Reopened", raised: "since {at}", closedAt: "over {at}", empty: { noPlan: "No alerts: there is no plan yet to compare with", open: "No alerts: everything is above its safety line", snoozed: "Nothing is snoozed", covered: "Nothing waits for goods", closed: "No alert is over yet" }, emptyHint: "Safety stocks come with a plan: import stock and orders, then run the computation.", acknowledged: "{n} seen",
});
