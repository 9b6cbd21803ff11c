import type { components } from "../../../console/src/api/schema.gen";

/** The shapes of the mall's API, as the server itself describes them. */
type Schemas = components["schemas"];

export type Words = Schemas["Words"];
export type Place = Schemas["Place"];
export type Page = Schemas["PageOut"];
export type Zone = Schemas["ZoneOut"];
export type Item = Schemas["ItemOut"];
export type Delivery = NonNullable<Schemas["SeenGoodsOut"]["deliverable"]>;
export type Popup = NonNullable<Page["popup"]>;
export type HomeCard = Schemas["HomeCardOut"];
export type Found = Schemas["SearchOut"];
export type Hit = Schemas["SearchHitOut"];
export type Completion = Schemas["CompletionOut"];
export type TopUp = Schemas["TopUpOut"];
export type Quote = Schemas["BasketQuoteOut"];
export type Goods = Schemas["SeenGoodsOut"];
export type Detail = Schemas["GoodsDetailOut"];
export type Variant = Schemas["VariantOut"];
export type Category = Schemas["CategoryOut"];
export type Storefront = Schemas["StorefrontOut"];
export type Reviews = Schemas["ReviewPage"];
export type Shop = Schemas["SeenShopOut"];
export type MyOrder = Schemas["MyOrderOut"];
export type Address = Schemas["AddressOut"];
export type AddressGiven = Schemas["AddressIn"];
export type BasketPromise = Schemas["PromiseOut"];
export type Cared = Schemas["CaredOut"];
export type SizeAdvice = Schemas["SizeAdviceOut"];
export type Favourite = Schemas["FavouriteOut"];
export type Held = Schemas["PrivacyOut"];
export type Switch = Schemas["ChoiceOut"];
export type Prediction = Schemas["PredictionOut"];
export type MyCoupons = Schemas["MyCouponsOut"];
export type Voucher = Schemas["VoucherOut"];
export type Claimable = Schemas["ClaimableOut"];
export type Message = Schemas["MessageOut"];
export type Inbox = Schemas["InboxOut"];
export type Talk = Schemas["TalkOut"];
export type Turn = Schemas["TalkTurnOut"];
export type Block = Schemas["BlockOut"];
export type Answer = Schemas["AnswerOut"];
export type Confirmed = Schemas["ConfirmedOut"];
export type Sale = Schemas["SaleSeenOut"];
export type Group = Schemas["GroupOut"];

/** A piece of a list; `next` asks for the piece after it, null when there is none. */
export interface Listed<T> {
  items: T[];
  next: string | null;
}
