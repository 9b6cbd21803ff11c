import type { EventName } from "./events.gen";
import type { Level } from "./queue";

/** How much it would hurt to lose an event: 0 goes first and is given up last. A new event needs its level here. */
export const LEVELS: Record<EventName, Level> = {
  "Product Added To Cart": 0,
  "Product Removed From Cart": 0,
  "Product Reviewed": 0,
  "Place Reported": 0,
  "Product Favourited": 1,
  "Product Unfavourited": 1,
  "Product Shared": 1,
  "Page Shared": 1,
  "Products Searched": 1,
  "Recommendation Clicked": 1,
  "Community Interacted": 1,
  "Page Viewed": 2,
  "Product Viewed": 2,
  "Recommendation Seen": 2,
};
