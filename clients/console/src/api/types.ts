/** Names for the shapes of the generated description, as the console speaks of them. */
import type { components, paths } from "./schema.gen";

type Schemas = components["schemas"];
/** What a GET of a path answers with; safe where two resources use one name for a shape. */
type Got<Path extends keyof paths> = paths[Path] extends { get: { responses: { 200: { content: { "application/json": infer Body } } } } } ? Body : never;

export type Text = Schemas["Words"];
export interface Listing<T> { items: T[]; next: string | null }

export type Status = Got<"/v1/status">;
export type Board = Schemas["BoardOut"];
export type Card = Board["cards"][number];
export type PlacementRow = Schemas["PlacementOut"];
export type FailedEvent = Schemas["FailedEventOut"];
export type Receipt = Schemas["ReceiptOut"];
export type Job = Schemas["JobOut"];
export type ImportKind = Schemas["KindOut"];
export type ImportColumn = Schemas["ColumnOut"];

export type Sku = Schemas["SkuOut"];
export type Shop = Schemas["ShopOut"];
export type StockRow = Schemas["StockOut"];
export type StockSummary = Schemas["StockSummary"];
export type ShopStock = Schemas["ShopStock"];
export type StockAlert = Schemas["AlertOut"];
export type LotRow = Schemas["LotOut"];
export type Expiring = Schemas["ExpiringPage"];
export type Quarantined = Schemas["QuarantineOut"];
export type Conflict = Schemas["ConflictOut"];
export type Whereabouts = Schemas["WhereaboutsOut"];
export type Withdrawn = Schemas["WithdrawnOut"];
export type Decline = Schemas["DeclineOut"];
export type Plan = Schemas["PlanOut"];
export type Proposal = Schemas["ProposalOut"];
export type Approved = Schemas["ApprovedOut"];
export type Order = Schemas["OrderOut"];
export type TransferOrder = Schemas["TransferOut"];
export type Step = Schemas["StepOut"];
export type Forecast = Schemas["ForecastOut"];
export type PurchaseOrder = Schemas["PurchaseOut"];
export type PurchasePage = Schemas["PurchasePage"];
export type Supplier = Schemas["SupplierOut"];
export type SupplierIn = Schemas["SupplierIn"];
export type Outgoing = Schemas["OutgoingOut"];
export type Answered = Schemas["AnsweredOut"];
export type FailedRow = Schemas["FailedRowOut"];
export type AlertPage = Schemas["AlertPage"];
export type AlertCounts = Schemas["AlertCounts"];
export type AlertOrdered = Schemas["AlertOrderOut"];
export type SkuForecast = Schemas["SkuForecastOut"];
export type ForecastLevel = "all" | "city" | "shop";
export type ForecastWorth = Schemas["WorthOut"];
export type ForecastInput = Schemas["InputOut"];
export type TierRow = Schemas["TierRowOut"];
export type Lot = Schemas["LotOut"];

export type ShopperRow = Schemas["ShopperRow"];
export type Shopper = Schemas["ProfileOut"];
export type Tag = Shopper["tags"][number];
export type TimelineItem = Schemas["Moment"];
export type Recommendation = Schemas["ItemOut"];
export type TagRow = Got<"/v1/tags">["items"][number];
export type TagDetail = Got<"/v1/tags/{tag}">;
export type TagSize = Got<"/v1/tags/{tag}/sizes">["items"][number];
export type TagsStatus = Got<"/v1/tags/status">;
export type Problem = Schemas["ProblemOut"];
export type Valid = Schemas["ValidOut"];
export type Preview = Schemas["PreviewOut"];
export type Reasons = Schemas["ReasonsOut"];
export type Person = Schemas["PersonOut"];
export type Join = Schemas["JoinOut"];
export type RfmPage = Schemas["RfmOverview"];
export type DaySizes = Schemas["DaySizes"];
export type Thresholds = Schemas["ThresholdsIn"];

export type Session = Schemas["SessionOut"];
export type User = Schemas["UserOut"];
export type AccessKey = Schemas["KeyOut"];
export type Look = Schemas["LookOut"];

export type Crowd = Schemas["CrowdOut"];
export type CrowdCount = Schemas["CountOut"];
export type CrowdClause = Schemas["ClauseOut"];
export type CrowdSize = Got<"/v1/crowds/{id}/sizes">["items"][number];
export type Overlap = Schemas["OverlapOut"];
export type Use = Schemas["UseOut"];
export type Strategy = Schemas["StrategyOut"];
export type StrategyIn = Schemas["StrategyIn"];
export type OfferKind = Schemas["OfferKindOut"];
export type Lift = Schemas["LiftOut"];
export type Campaign = Schemas["CampaignOut"];
export type CampaignIn = Schemas["CampaignIn"];
export type CampaignPreview = Schemas["CampaignPreviewOut"];
export type CampaignProposal = Schemas["CampaignProposalOut"];
export type MessagesNow = Schemas["MessagesOut"];
export type Message = Schemas["MessageOut"];
export type MessageRules = Schemas["RulesIn"];
export type Audit = Strategy["audit"][number];
export type CrowdExport = Schemas["ExportOut"];

export type ModelCard = Schemas["CardPage"]["items"][number];
export type ModelRun = Got<"/v1/predictions/{tag}/runs">["items"][number];
export type Quality = NonNullable<ModelCard["quality"]>;
export type Predictions = Schemas["PredictionsOut"];
export type Prediction = Predictions["items"][number];

export type Purpose = Got<"/v1/purposes">["items"][number];
export type Notice = Schemas["NoticeOut"];
export type LedgerProof = Schemas["LedgerOut"];

export type Held = Schemas["PrivacyOut"];
export type Choice = Held["consents"][number];
export type Trade = NonNullable<Shopper["trade"]>;
export type Worth = NonNullable<Shopper["value"]>;
export type PrivacyRequest = Got<"/v1/privacy/requests">["items"][number];
export type KeysState = Got<"/v1/privacy/keys">;
export type Minimisation = Got<"/v1/privacy/minimisation">;
export type ProcessingRecord = Got<"/v1/privacy/record">;
export type Portrait = Got<"/v1/portrait">;

/** The signed receipt of an erasure; its keys are kept as they come, because the signature covers them. */
export interface ErasureReceipt {
  receipt: string; person: string; ids: number; channel: string; asked_at: string; done_at: string; removed: Record<string, number>;
  stores: Record<string, Text>; keys_destroyed: boolean; policy: Text; algorithm: string; public_key: string; signature: string;
}
/** What the newest run of retention let go of. */
export interface RetentionReport { at?: number; detached?: number; fields_removed?: number; shoppers?: number; [name: string]: number | undefined }

export type Scene = Schemas["SceneOut"];
export type SceneHistory = Schemas["SceneWholeOut"];
export type SceneEffect = Schemas["SceneEffectOut"];
export type SceneValid = Schemas["SceneValidOut"];
export type SceneProblem = Schemas["SceneProblemOut"];
export type SceneShape = Schemas["SceneShapeOut"];
export type SceneLook = Schemas["ScenePreviewOut"];
export type SceneJudged = Schemas["JudgedOut"];
export type SceneCheck = Schemas["CheckOut"];
export type SceneGoods = Schemas["SceneGoodsOut"];
export type SceneLookIn = Partial<Schemas["ScenePreviewIn"]>;
export type Context = Schemas["ContextOut"];
/** A scene as plain data, as its file has it. */
export type SceneBody = Record<string, unknown> & { scene?: string; title?: Text };

export type Found = Schemas["SearchOut"];
export type Hit = Schemas["SearchHitOut"];
export type SearchNote = Schemas["SearchNoteOut"];
export type Completions = Schemas["CompletionPage"];
export type QueryReport = Schemas["QueriesOut"];
export type QueryLine = Schemas["QueryLine"];
export type SynonymsState = Schemas["SynonymsOut"];
export type SynonymRule = Schemas["SynonymRuleIn"];

export type Need = Schemas["NeedOut"];
export type NeedPage = Schemas["NeedPage"];
export type NeedSignal = Schemas["SignalOut"];
export type Push = Schemas["PushOut"];
export type SlowGoods = Schemas["SlowGoodsOut"];
export type TopUp = Schemas["TopUpOut"];
export type TopUpAsked = Schemas["TopUpIn"];
export type TopUpOption = Schemas["TopUpOptionOut"];
export type TopUpEffect = Schemas["TopUpEffectOut"];
export type TopUpOffer = Schemas["TopUpOfferOut"];
export type CareGuide = Schemas["CareGuideOut"];
export type CareGuideIn = Schemas["CareGuideIn"];
export type CareGuidePage = Schemas["CareGuidePage"];
export type CareDue = Schemas["CareDueOut"];
export type CareDuePage = Schemas["CareDuePage"];
export type RangeProposal = Schemas["RangeProposalOut"];
export type Assortment = Schemas["AssortmentOut"];
export type SizeAdvice = Schemas["SizeAdviceOut"];
export type SizeCurve = Schemas["SizeCurveOut"];
export type SizeWear = Schemas["WearOut"];
export type VoiceGoods = Schemas["VoiceGoodsOut"];
export type VoiceAspect = Schemas["AspectOut"];
export type VoiceQuote = Schemas["QuoteOut"];
export type VoiceWhole = Schemas["VoiceOut"];
export type VoiceReading = Schemas["ReadingOut"];
export type VoiceReader = Schemas["ReaderOut"];
export type VoiceNewWord = Schemas["NewWordOut"];
export type VoiceWords = Schemas["VoiceWordsOut"];
export type Talk = Schemas["DeskTalkOut"];
export type TalkTurn = Schemas["TalkTurnOut"];
export type TalkBlock = Schemas["BlockOut"];
export type TalkFigures = Schemas["TalkFiguresOut"];
export type Passage = Schemas["PassageOut"];
export type PassagePage = Schemas["PassagePage"];
export type KnowledgeTaken = Schemas["KnowledgeFileOut"];
export type Matches = Schemas["MatchPage"];
export type Unanswered = Schemas["UnansweredOut"];
export type AssistantWords = Schemas["AssistantWordsOut"];
export type ReturnRequest = Schemas["ReturnOut"];
export type Ticket = Schemas["TicketOut"];
export type TicketWhole = Schemas["TicketWholeOut"];
export type TicketLift = Schemas["TicketLiftOut"];
export type Hearers = Schemas["HearerPage"];

export type Coupon = Schemas["CouponOut"];
export type CouponIn = Schemas["CouponIn"];
export type BasketQuote = Schemas["BasketQuoteOut"];
export type Sale = Schemas["SaleOut"];
export type SaleIn = Schemas["SaleIn"];

export type PageAsked = Schemas["PageIn"];
export type PageExplained = Schemas["ExplanationOut"];
export type ProductExplained = Schemas["ExplainedOut"];
export type MerchRule = Schemas["MerchRuleOut"];
export type MerchRuleIn = Schemas["RuleIn"];
export type RuleKind = Schemas["RuleKindOut"];
export type RuleMoves = Schemas["RulePreviewOut"];

export type Cuts = Schemas["CutsOut"];
export type CutRow = Cuts["rows"][number];
export type CutMetric = Cuts["metrics"][number];
export type FigureAlert = Schemas["FigureAlertOut"];
export type Correction = Schemas["CorrectionOut"];
export type CorrectionTest = Correction["tests"][number];
export type Trend = Schemas["TrendOut"];
export type WeeklyReport = Got<"/v1/reports">["items"][number];

export type WechatNow = Got<"/v1/wechat">;
export type WechatPaymentPage = Got<"/v1/wechat/payments">;
export type WechatPayment = WechatPaymentPage["items"][number];
export type WechatRefundPage = Got<"/v1/wechat/refunds">;
export type WechatRefund = WechatRefundPage["items"][number];
export type WechatRidePage = Got<"/v1/wechat/deliveries">;
export type WechatRide = WechatRidePage["items"][number];
export type WechatReviewPage = Got<"/v1/wechat/reviews">;
export type WechatReview = WechatReviewPage["items"][number];
export type WechatVisits = Got<"/v1/wechat/visits">;

export type Connectors = Got<"/v1/connectors">;
export type PulledMall = Connectors["items"][number];
export type HookList = Got<"/v1/hooks">;
export type Hook = HookList["items"][number];
export type TopicList = Got<"/v1/webhooks/topics">;
export type Topic = TopicList["items"][number];
export type WebhookList = Got<"/v1/webhooks">;
export type Webhook = WebhookList["items"][number];
export type WebhookMade = Schemas["WebhookMadeOut"];
export type Tried = Webhook["newest"][number];
export type OutgoingList = Got<"/v1/deliveries">;
export type DeliveryShown = Got<"/v1/deliveries/{id}">;
