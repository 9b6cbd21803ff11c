// Written by `make docs` from the catalogue of events. Change the catalogue, not this file.

/** What a shopper's own client may tell, by the name of the event. */
export interface Told {
  /** A page of the mall was opened. */
  "Page Viewed": { page: string; dwell_ms?: number; referrer?: string };
  /** A product page was opened. */
  "Product Viewed": { sku: string; dwell_ms?: number; placement?: string; request_id?: string };
  /** Goods were put into the cart. */
  "Product Added To Cart": { sku: string; quantity?: number };
  /** Goods were taken out of the cart. */
  "Product Removed From Cart": { sku: string; quantity?: number };
  /** Goods were marked as a favourite. */
  "Product Favourited": { sku: string };
  /** Goods are no longer a favourite. */
  "Product Unfavourited": { sku: string };
  /** Goods were shared with others. */
  "Product Shared": { sku: string; channel?: string };
  /** A search was made. */
  "Products Searched": { query: string; results?: number; request_id?: string };
  /** A recommended item stood at least half in view for at least half a second. */
  "Recommendation Seen": { request_id: string; placement: string; sku: string; position: number; zone?: string };
  /** A recommended item was clicked. */
  "Recommendation Clicked": { request_id: string; placement: string; sku: string; position: number; zone?: string };
  /** A page of the mall was shared with others. */
  "Page Shared": { page: string; channel?: string };
  /** A shopper judged goods. */
  "Product Reviewed": { sku: string; stars?: number; text?: string; order?: string };
  /** A shopper took part in a group of the mall: joined, left, posted, liked, commented or shared. */
  "Community Interacted": { group: string; act: "join" | "leave" | "post" | "like" | "comment" | "share"; topic?: string; text?: string };
  /** A shopper allowed the mall to know exactly where they are. */
  "Place Reported": { longitude: number; latitude: number; system: string; accuracy_m?: number };
}

export type EventName = keyof Told;

/** What a shopper asks the mall to take, such as a review; it needs no consent besides. */
export const ASKED: readonly EventName[] = ["Product Reviewed"];
