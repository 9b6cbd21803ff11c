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
import type { Words } from "./zh";

export const en: Words = {
  access: access.en,
  looks: looks.en,
  coupons: coupons.en,
  drafts: drafts.en,
  sales: sales.en,
  crowds: crowds.en,
  debug: debug.en,
  forecast: forecast.en,
  needs: needs.en,
  people: people.en,
  portrait: portrait.en,
  evaluation: evaluation.en,
  predicted: predicted.en,
  privacy: privacy.en,
  alerts: alerts.en,
  purchases: purchases.en,
  suppliers: suppliers.en,
  range: range.en,
  rules: rules.en,
  scenes: scenes.en,
  search: search.en,
  slow: slow.en,
  experiments: experiments.en,
  care: care.en,
  topUp: topUp.en,
  wechat: wechat.en,
  connections: connections.en,
  corrections: corrections.en,
  cuts: cuts.en,
  reports: reports.en,
  trends: trends.en,
  trial: trial.en,
  voice: voice.en,
  campaigns: campaigns.en,
  messages: messages.en,
  assistant: assistant.en,
  size: size.en,
  stock: stock.en,
  tiers: tiers.en,
  backtest: backtest.en,
  tags: tags.en,
  strategies: strategies.en,
  brand: "Huozhao",
  tagline: "Knows shoppers, goods and stock",
  nav: {
    main: "Main navigation", board: "Board", shoppers: "Shoppers", tags: "Tags", predicted: "Predicted tags", segments: "Segments", crowds: "Crowds", debug: "Debugger", rules: "Rules", strategies: "Strategies", portrait: "Portrait", scenes: "Scenes", needs: "Early needs", care: "After-care", topUp: "Top-up", experiments: "Experiments", campaigns: "Campaigns", wechat: "WeChat", messages: "Messages", corrections: "Self-correction", trends: "Trends", reports: "Weekly reports", trial: "Trial", voice: "Voice", coupons: "Coupons", sales: "Sales", service: "Service", search: "Search", stock: "Stock", proposals: "Replenishment", purchases: "Purchase orders", alerts: "Stock alerts", forecast: "Forecast", tiers: "Tiers and policies", backtest: "Backtest", slow: "Slow goods", range: "Range and shelves", evaluation: "Evaluation",
    privacy: "Privacy", looks: "Access log", access: "Users & keys", connections: "Connections", failed: "Failed events", start: "Data", skip: "Skip to content", groups: { people: "Shoppers", goods: "Matching", supply: "Supply", operation: "Operations", trust: "Privacy & security", data: "Data" },
  },
  common: {
    mallTime: "Mall time: {zone}",
    retry: "Try again", more: "Load more", cancel: "Cancel", confirm: "Confirm", undo: "Undo", save: "Save", all: "All",
    loading: "Loading", failed: "Could not load", language: "中文", simulated: "Simulated clock",
    simulatedHelp: "The demo mall runs {speed} times faster; times shown here are simulated.", lost: "Connection lost, trying again",
    copy: "Copy", copied: "Copied", unknown: "Unknown", updated: "Updated {at}", close: "Close", noAudit: "No changes yet", did: { correct: "Corrected", approve: "Approved", find: "Found", follow: "Followed again", renewed: "Tested: goes on", ended: "Tested: ended", unclear: "Tested: unclear", rule_removed: "Rule removed", retag: "Moved to another category", retag_back: "Moved back", seen: "Noted", preview: "Previewed", stop: "Stopped", decide: "Decided", write: "Made", edit: "Changed", start: "Started", pause: "Paused", end: "Ended", undo: "Taken back", send: "Sent", acknowledge: "Acknowledged", solve: "Solved", close: "Closed", reject: "Rejected" },
  },
  key: { title: "Enter the API key", lead: "This mall is protected by a key (server.api_key). It is kept for this tab only.", enter: "Enter" },
  board: {
    title: "Board", lead: "The last {days} days against the {days} before", days: "{days} days", live: "Live", events: "Events in the last minute",
    orders: "Orders today", compare: "before {value}", noCompare: "Nothing to compare with yet", placements: "Recommendations by placement", placement: "Placement",
    shown: "Shown", clicked: "Clicked", ctr: "CTR", ordered: "Orders led to", trend: "Trend",
    empty: "Nothing to measure yet", emptyHint: "Once orders or behaviour come in, conversion, repurchase, turnover and recommendation results appear here.", help: "About this metric",
    noPlacements: "No recommendation has been shown yet. Ask POST /v1/page for some and send back what was shown and clicked.",
    at: { home: "Home", product: "Product page", cart: "Cart", order_done: "After the order" },
  },
  shoppers: {
    title: "Shoppers", lead: "Every shopper's profile, timeline and the goods picked for them", search: "Search by shopper id", segment: "Segment", shopper: "Shopper",
    orders: "Orders", spent: "Spent", lastOrder: "Last order", lastSeen: "Last seen", empty: "No shopper matches",
    emptyHint: "Try another word or clear the segment; after an import, run the main job first.", back: "Back to shoppers", timeline: "Timeline", noTimeline: "Nothing recorded for this shopper yet",
    tags: "Tags", noTags: "No tags yet; they appear as behaviour builds up.", recs: "Recommended", noRecs: "Nothing to recommend at the moment",
    noRecsHint: "Goods must be in stock and deliverable: check stock, or run the main job.", evidence: "Evidence", since: "since {at}",
    recency: "Since last order", frequency: "Orders", monetary: "Spent", noRfm: "No orders yet, so no segment", deliver: "From {shop} · {km} km · about {minutes} min",
    day: "days", times: "times", noSegment: "No segment", noPlace: "Place unknown: picked from what is in stock",
  },
  layer: { fact: "Fact", behaviour: "Behaviour", predicted: "Predicted", rfm: "Segment" },
  plan: plan.en,
  failed: {
    title: "Failed events", lead: "Data that did not pass its checks is kept here; fix it and replay", when: "When", source: "Source", reason: "Reason", field: "Field", hint: "What to do", raw: "Raw data",
    download: "Download CSV", replayAll: "Replay all", replay: "Replay", dismiss: "Dismiss", sure: "A dismissed row is deleted for good. Dismiss it?", replaySure: "Replay every failed event? Those that now pass are accepted, the others stay here.",
    replayed: "Replayed: {accepted} accepted, {duplicate} duplicate, {refused} still failing", dismissed: "Dismissed", empty: "No failed events", emptyHint: "Everything passed its checks.", expand: "Show raw data",
  },
  segments: {
    title: "Segments", history: "Segments over time", historySoon: "Noted once a day; from tomorrow you see how they change.", churn_gaps: "Churn: times the own rhythm", high_score: "What counts as high (1–5)", coupon_share: "Bargain: share of orders with coupon", lead: "Shoppers layered by recency, frequency and money, with your thresholds", shares: "Shares", segment: "Segment", shoppers: "Shoppers", share: "Share", spent: "Spent", thresholds: "Thresholds",
    thresholdsHelp: "Four cut points from small to large, separated by commas, make five grades. Saving sorts every shopper anew.", saved: "Saved; segments are up to date", computed: "Computed {at}", empty: "No segments yet", emptyHint: "Import orders and run the main job to layer your shoppers.",
    recency_days: "Recency (days)", frequency: "Orders", monetary_fen: "Money", low_value_fen: "Low order value", vip_days: "VIP: bought within days", churn_days: "Churn warning: silent days", new_days: "New: first order within days", dormant_days: "Dormant: silent days", invalid: "Four numbers from small to large, please",
  },
  start: {
    title: "Data", welcome: "Welcome to Huozhao", welcomeLead: "Pick one of three ways. In a few minutes you have a first board and a replenishment plan.", lead: "Bring in more data, or run the main job again",
    step1: "Step 1: bring in data", step2: "Step 2: run the main job", upload: "Upload an export", uploadLead: "Export CSV or Parquet from your system and drop it here", demo: "See the demo mall", demoLead: "A simulated city of shops, shoppers and orders, easy to throw away",
    api: "Connect by API", apiLead: "Let your mall push events; recommendations and stock follow", recommended: "Fastest", kind: "What the file holds", columns: "Columns expected", required: "required",
    drop: "Drop a file here, or click to choose", dropping: "Let go to upload", formats: "CSV (UTF-8 or GBK) or Parquet", sending: "Uploading {name}", again: "Upload another file", reading: "Reading",
    rows: "Rows read", accepted: "Accepted", duplicate: "Duplicate", refused: "Refused", reconciled: "It adds up: rows read = accepted + duplicate + refused", unreconciled: "The counts do not add up; see the job's log", seeFailed: "See the refused rows",
    demoText: "Stop this server in its terminal with Ctrl-C, then run this. It opens shops, lists goods, and lets some thousand shoppers act in accelerated time:", demoThen: "Data appears here as soon as it runs.", apiText: "Send events to this address. An id is recorded once, so repeating is safe:", apiDocs: "API description (OpenAPI)",
    run: "Run the main job", runLead: "Works out profiles and segments, recommendations, forecasts and a replenishment plan", running: "Running: {stage}", done: "The main job is done", goBoard: "Go to the board", now: "What is here now", runFirst: "Available once there is data",
    events: "Events", shoppers: "Shoppers", goods: "Goods", shops: "Shops", stock: "Stock rows", disk: "Disk used", failedJob: "The job failed", anonymised: "{n} of them were kept without their shopper or personal fields, for want of consent.", consented: "The file's shoppers agreed elsewhere to", consentedHelp: "Tick what they agreed to; it goes into the consent ledger with this import as evidence. Without it, behaviour counts in totals only, without the shopper.",
  },
  jobs: {
    title: "Jobs", none: "No jobs yet", run: "Run the main job", started: "Started", states: { queued: "Queued", running: "Running", done: "Done", failed: "Failed", cancelled: "Cancelled" },
    kinds: { run: "Main job", train: "Nightly training", evaluate: "Evaluation", backtest: "Backtest", import: "File import", connect: "Reading a mall", connect_try: "Trying a mall", plan: "Replenishment plan", predict: "Learning", export: "Crowd export", crowd: "Crowd export", backfill: "Tag backfill", tag: "Publishing a tag", rotate: "Key rotation", verify: "Verification", retention: "Retention", portrait: "Portrait", crowds: "Crowds and strategies", targeting: "Crowds and strategies" }, runningN: "{n} running",
  },
  notFound: { title: "No such page", hint: "The address may have changed.", go: "Back to the board" },
};
