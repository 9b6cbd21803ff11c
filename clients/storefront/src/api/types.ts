import type { components } from "../../../console/src/api/schema.gen";

/** The shapes of the mall's API, as the server itself describes them. */
type Schemas = components["schemas"];

export type Words = Schemas["Words"];
export type Place = Schemas["Place"];
export type Page = Schemas["PageOut"];
export type Zone = Schemas["ZoneOut"];
export type Item = Schemas["ItemOut"];
export type Delivery = Schemas["DeliveryOut"];
export type Popup = NonNullable<Page["popup"]>;
export type HomeCard = Schemas["HomeCardOut"];
export type Found = Schemas["SearchOut"];
export type Hit = Schemas["SearchHitOut"];
export type Completion = Schemas["CompletionOut"];
export type TopUp = Schemas["TopUpOut"];
export type Quote = Schemas["BasketQuoteOut"];
export type Order = Schemas["OrderOut"];
