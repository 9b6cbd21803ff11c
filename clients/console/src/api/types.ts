/** Names for the shapes of the generated description, as the console speaks of them. */
import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type Text = Schemas["Words"];
export interface Listing<T> { items: T[]; next: string | null }

export type Status = Schemas["StatusOut"];
export type Board = Schemas["BoardOut"];
export type Card = Schemas["CardOut"];
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
export type Plan = Schemas["PlanOut"];
export type Proposal = Schemas["ProposalOut"];
export type Step = Schemas["StepOut"];
export type Forecast = Schemas["ForecastOut"];
export type PurchaseOrder = Schemas["PurchaseOut"];

export type ShopperRow = Schemas["ShopperRow"];
export type Shopper = Schemas["ProfileOut"];
export type Tag = Schemas["TagOut"];
export type TimelineItem = Schemas["Moment"];
export type Recommendation = Schemas["ItemOut"];
export type TagSummary = Schemas["TagDefinition"];
export type RfmPage = Schemas["RfmOverview"];
export type Thresholds = Schemas["ThresholdsIn"];
