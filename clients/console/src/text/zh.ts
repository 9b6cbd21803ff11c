import { access, looks } from "./access";
import { connections } from "./connections";
import { forecast } from "./forecast";
import { campaigns, messages } from "./messages";
import { needs } from "./needs";
import { care } from "./care";
import { debug, rules } from "./pages";
import { people } from "./people";
import { coupons, drafts, sales } from "./coupons";
import { evaluation } from "./evaluation";
import { plan } from "./plan";
import { predicted } from "./predicted";
import { portrait, privacy } from "./privacy";
import { alerts, purchases, suppliers } from "./purchasing";
import { range } from "./range";
import { scenes } from "./scenes";
import { search } from "./search";
import { size } from "./size";
import { slow } from "./slow";
import { experiments } from "./experiments";
import { topUp } from "./topUp";
import { corrections, cuts, reports, trends } from "./operating";
import { trial } from "./trial";
import { voice } from "./voice";
import { wechat } from "./wechat";
import { assistant } from "./assistant";
import { stock } from "./stock";
import { tags } from "./tags";
import { backtest, tiers } from "./tiers";
import { crowds, strategies } from "./targeting";

/** Chinese is the first language of the console; English has exactly the same keys. */
export const zh = {
  access: access.zh,
  looks: looks.zh,
  coupons: coupons.zh,
  drafts: drafts.zh,
  sales: sales.zh,
  crowds: crowds.zh,
  debug: debug.zh,
  forecast: forecast.zh,
  needs: needs.zh,
  people: people.zh,
  portrait: portrait.zh,
  evaluation: evaluation.zh,
  predicted: predicted.zh,
  privacy: privacy.zh,
  alerts: alerts.zh,
  purchases: purchases.zh,
  suppliers: suppliers.zh,
  range: range.zh,
  rules: rules.zh,
  scenes: scenes.zh,
  search: search.zh,
  slow: slow.zh,
  experiments: experiments.zh,
  care: care.zh,
  topUp: topUp.zh,
  wechat: wechat.zh,
  connections: connections.zh,
  corrections: corrections.zh,
  cuts: cuts.zh,
  reports: reports.zh,
  trends: trends.zh,
  trial: trial.zh,
  voice: voice.zh,
  campaigns: campaigns.zh,
  messages: messages.zh,
  assistant: assistant.zh,
  size: size.zh,
  stock: stock.zh,
  tiers: tiers.zh,
  backtest: backtest.zh,
  tags: tags.zh,
  strategies: strategies.zh,
  brand: "货找",
  tagline: "懂顾客、懂货、懂库存",
  nav: {
    main: "主导航", board: "看板", shoppers: "顾客", tags: "标签", predicted: "预测标签", segments: "分群", crowds: "人群", debug: "推荐调试", rules: "陈列规则", strategies: "策略", portrait: "画像对照", scenes: "场景", needs: "早期需求", care: "售后关怀", topUp: "凑单", experiments: "实验", campaigns: "活动", wechat: "微信", messages: "消息", corrections: "自我修正", trends: "趋势", reports: "周报", trial: "试验报告", voice: "顾客之声", coupons: "优惠券", sales: "秒杀与拼团", service: "客服", search: "搜索", stock: "库存", proposals: "补货建议", purchases: "采购单", alerts: "库存告警", forecast: "预测", tiers: "分层与策略", backtest: "回测", slow: "滞销", range: "品类与货架", evaluation: "评估",
    privacy: "隐私中心", looks: "访问记录", access: "用户与密钥", connections: "连接", failed: "失败事件", start: "数据接入", skip: "跳到正文", groups: { people: "顾客", goods: "货找人", supply: "供给", operation: "运营", trust: "隐私与安全", data: "数据" },
  },
  common: {
    mallTime: "商城时间：{zone}",
    retry: "重试", more: "加载更多", cancel: "取消", confirm: "确认", undo: "撤销", save: "保存", all: "全部",
    loading: "正在加载", failed: "没能加载", language: "English", simulated: "模拟时钟",
    simulatedHelp: "演示商城以 {speed} 倍速运行，页面上的时间是模拟时间。", lost: "连接中断，正在重试",
    copy: "复制", copied: "已复制", unknown: "未知", updated: "更新于 {at}", close: "关闭", noAudit: "还没有修改", did: { correct: "自动修正", approve: "批准", find: "发现", follow: "重新跟进", renewed: "复查：继续", ended: "复查：结束", unclear: "复查：看不出", rule_removed: "规则被移除", retag: "改类目", retag_back: "改回类目", seen: "知道了", preview: "已预览", stop: "停止", decide: "定案", write: "新建", edit: "修改", start: "开始", pause: "暂停", end: "结束", undo: "撤销", send: "发送", acknowledge: "确认", solve: "改进完成", close: "关闭", reject: "不处理" },
  },
  key: { title: "请输入 API 密钥", lead: "这个商城设置了密钥（server.api_key）。密钥只保存在本标签页。", enter: "进入" },
  board: {
    title: "看板", lead: "最近 {days} 天，与前一个 {days} 天对比", days: "{days} 天", live: "实时", events: "最近一分钟事件",
    orders: "今日订单", compare: "前期 {value}", noCompare: "暂无前期可比", placements: "推荐位表现", placement: "推荐位",
    shown: "曝光", clicked: "点击", ctr: "点击率", ordered: "带来订单", trend: "走势",
    empty: "还没有可统计的数据", emptyHint: "接入订单或行为数据后，这里会显示转化、复购、周转与推荐效果。", help: "指标说明",
    noPlacements: "还没有推荐曝光。调用 POST /v1/page 取推荐，并回传曝光与点击事件。",
    at: { home: "首页", product: "商品页", cart: "购物车", order_done: "下单完成页" },
  },
  shoppers: {
    title: "顾客", lead: "每位顾客的画像、时间线与为其挑选的商品", search: "按顾客编号搜索", segment: "分群", shopper: "顾客",
    orders: "订单", spent: "累计消费", lastOrder: "最近下单", lastSeen: "最近来访", empty: "没有符合条件的顾客",
    emptyHint: "换个关键词或清除分群筛选；若刚导入数据，请先运行主任务。", back: "返回顾客列表", timeline: "时间线", noTimeline: "这位顾客还没有行为记录",
    tags: "标签", noTags: "还没有标签；行为累积后会自动出现。", recs: "为其推荐", noRecs: "暂时没有可推荐的商品",
    noRecsHint: "需要有货且可送达的商品；请检查库存或先运行主任务。", evidence: "依据", since: "自 {at}",
    recency: "距上次购买", frequency: "购买次数", monetary: "消费金额", noRfm: "还没有订单，暂不分群", deliver: "{shop} 发货 · {km} 公里 · 约 {minutes} 分钟送达",
    day: "天", times: "次", noSegment: "未分群", noPlace: "位置未知，按可售库存推荐",
  },
  layer: { fact: "事实", behaviour: "行为", predicted: "预测", rfm: "分群" },
  plan: plan.zh,
  failed: {
    title: "失败事件", lead: "没通过校验的数据都在这里，一条不丢；修好后可重放", when: "时间", source: "来源", reason: "原因", field: "字段", hint: "怎么办", raw: "原始数据",
    download: "下载 CSV", replayAll: "全部重放", replay: "重放", dismiss: "忽略", sure: "忽略后这条数据会被删除，无法找回。确定忽略？", replaySure: "重放全部失败事件？已修复的会被接收，其余仍会留在这里。",
    replayed: "重放完成：接收 {accepted}，重复 {duplicate}，仍失败 {refused}", dismissed: "已忽略", empty: "没有失败事件", emptyHint: "所有数据都通过了校验。", expand: "展开原始数据",
  },
  segments: {
    title: "分群", history: "各分群人数变化", historySoon: "每天记录一次，明天起可以看到变化。", churn_gaps: "流失预警：超过自身节奏倍数", high_score: "“高”的分数线（1–5）", coupon_share: "价格敏感：用券订单占比", lead: "按最近、次数、金额把顾客分层，门槛由您定", shares: "分群占比", segment: "分群", shoppers: "顾客数", share: "占比", spent: "消费额", thresholds: "门槛",
    thresholdsHelp: "四个分界从小到大，用逗号分开，把顾客分成五档。保存后立即按新门槛重新分群。", saved: "已保存，分群已更新", computed: "计算于 {at}", empty: "还没有分群", emptyHint: "导入订单后运行主任务，顾客会被分成几层。",
    recency_days: "最近购买（天）", frequency: "购买次数", monetary_fen: "消费金额（元）", low_value_fen: "低客单（元）", vip_days: "高价值：多少天内买过", churn_days: "流失预警：沉默天数", new_days: "新客：首单天数内", dormant_days: "沉睡：沉默天数", invalid: "请填写四个从小到大的数字",
  },
  start: {
    title: "数据接入", welcome: "欢迎使用货找", welcomeLead: "三种方式任选其一，几分钟后就能看到第一份看板和补货计划。", lead: "继续接入数据，或重新运行主任务",
    step1: "第一步：接入数据", step2: "第二步：运行主任务", upload: "上传导出文件", uploadLead: "从现有系统导出 CSV 或 Parquet，拖进来即可", demo: "先看演示商城", demoLead: "一座模拟城市，有门店、顾客和订单，随时可以删掉",
    api: "用接口接入", apiLead: "让商城系统实时推送，推荐与库存随之更新", recommended: "最快", kind: "文件内容", columns: "需要的列", required: "必填",
    drop: "把文件拖到这里，或点此选择", dropping: "松开即可上传", formats: "CSV（UTF-8 或 GBK）或 Parquet", sending: "正在上传 {name}", again: "再传一个文件", reading: "正在读取",
    rows: "读入", accepted: "接收", duplicate: "重复", refused: "未通过", reconciled: "对账一致：读入 = 接收 + 重复 + 未通过", unreconciled: "对账不一致，请查看任务日志", seeFailed: "查看未通过的行",
    demoText: "在终端按 Ctrl-C 停下这里的服务，再运行下面的命令，它会建好门店、商品与数千名顾客，并以加速时间持续产生行为：", demoThen: "命令启动后，本页会自动出现数据。", apiText: "向下面的地址发送事件；同一编号只会记一次，可放心重试：", apiDocs: "接口说明（OpenAPI）",
    run: "运行主任务", runLead: "整理画像与分群，生成推荐、预测和补货计划", running: "正在运行：{stage}", done: "主任务已完成", goBoard: "去看板", now: "当前数据", runFirst: "接入数据后即可运行",
    events: "事件", shoppers: "顾客", goods: "商品", shops: "门店", stock: "库存行", disk: "占用空间", failedJob: "任务失败", anonymised: "其中 {n} 条因顾客没有同意，只计入总量，不留顾客编号或个人字段。", consented: "文件中的顾客已在别处同意", consentedHelp: "勾选他们已经同意的用途，会作为导入凭据记入同意账本。不勾选时，行为数据只计入总量，不留顾客编号。",
  },
  jobs: {
    title: "任务", none: "还没有任务", run: "运行主任务", started: "已开始运行", states: { queued: "排队中", running: "运行中", done: "已完成", failed: "失败", cancelled: "已取消" },
    kinds: { run: "主任务", train: "夜间训练", evaluate: "评估", backtest: "回测", import: "导入文件", connect: "读取商城", connect_try: "试读商城", plan: "补货计划", predict: "学习预测标签", export: "导出人群", crowd: "导出人群", backfill: "回填标签", tag: "发布标签", rotate: "轮换密钥", verify: "查验残留", retention: "到期清理", portrait: "平台画像", crowds: "人群与策略", targeting: "人群与策略" }, runningN: "{n} 个任务运行中",
  },
  notFound: { title: "没有这个页面", hint: "地址可能已失效。", go: "回到看板" },
};

export type Words = typeof zh;
