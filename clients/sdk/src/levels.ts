import type { EventName } from "./events.gen";
import type { Level } from "./queue";

const FIRST: EventName[] = ["Product Added To Cart", "Product Removed From Cart", "Product Reviewed", "Place Reported"];
const LAST: EventName[] = ["Page Viewed", "Product Viewed", "Recommendation Seen"];

/** Return how much it would hurt to lose an event: 0 goes first and is given up last. */
export const levelOf = (name: EventName): Level => FIRST.includes(name) ? 0 : LAST.includes(name) ? 2 : 1;
