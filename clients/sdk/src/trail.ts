import type { EventName, Told } from "./events.gen";
import type { Store } from "./store";

/** How the parts of the kit say what happened. */
export type Tell = <Name extends EventName>(name: Name, properties: Told[Name]) => void;
/** Which product a page shows, if it shows one. */
export type SkuOf = (page: string, query: Record<string, string>) => string | undefined;
/** Where a recommended item stood; the attributes data-request, data-placement, data-sku, data-position, data-zone. */
export interface Place {
  request?: string;
  placement?: string;
  sku?: string;
  position?: string | number;
  zone?: string;
}

type Tap = Told["Recommendation Clicked"];

interface View {
  page: string;
  sku?: string;
  referrer?: string;
}

/** The way of a shopper through the pages: one view a visit, with the time that the page was really in front. */
export interface Trail {
  /** Tell the view during which the app was killed; how long it lasted nobody knows. */
  load(): Promise<void>;
  /** A page is in front now. The query decides what it shows and goes no further: it may hold anything. */
  open(page: string, query: Record<string, string>): void;
  /** The page went out of sight. */
  close(): void;
  /** A recommended item was tapped: the view of its product that follows came from there. */
  came(from: Tap): void;
  /** Return where a product was tapped in this sitting. */
  from(sku: string): Partial<Tap>;
  /** Return the product that is in front. */
  sku(): string | undefined;
}

const KEY = "view";
const REDIRECT_MS = 50;
const LONGEST_MS = 86_400_000;

/** Return the trail of this sitting. */
export function trailOf(store: Store, tell: Tell, skuOf: SkuOf, mayKeep: () => boolean | undefined): Trail {
  let view: View | undefined, since = 0, last: string | undefined;
  const taps: Record<string, Tap> = {};

  const from = (sku: string): Partial<Tap> => taps[sku] || {};
  const say = ({ page, sku, referrer }: View, dwell_ms?: number) => {
    if (!sku) return tell("Page Viewed", { page, dwell_ms, referrer });
    const { placement, request_id } = from(sku);
    tell("Product Viewed", { sku, dwell_ms, placement, request_id });
  };
  const close = () => {
    if (!view) return;
    say(view, Math.max(0, Math.min(LONGEST_MS, Date.now() - since)));
    last = view.page;
    view = undefined;
    store.write(KEY);
  };

  return {
    load: async () => {
      const left = await store.read<View>(KEY);
      if (left && !view) say(left);
      if (!view) store.write(KEY);
    },
    open: (page, query) => {
      const sku = skuOf(page, query);
      if (view && view.page === page && view.sku === sku) return;
      if (Date.now() - since < REDIRECT_MS) view = undefined; // nobody saw it: a router found its way
      close();
      view = { page: page.slice(0, 256), sku, referrer: last };
      since = Date.now();
      if (mayKeep()) store.write(KEY, view);
    },
    close,
    came: (tap) => {
      taps[tap.sku] = tap;
    },
    from,
    sku: () => view && view.sku,
  };
}
