import type { EventName, Told } from "./events.gen";
import type { Session } from "./mall";
import type { About, Page, Popup } from "./pages";
import type { Caps } from "./popups";
import type { Outcome } from "./sender";

/** How the kit is started. Only `signIn` is needed, and `url` where the mall is not at the page's own address. */
export interface Options {
  /**
   * Ask your own server who this is; it gets the token with its API key (POST /v1/shopper-tokens).
   * @example start({ signIn: () => fetch("/my/session").then((answer) => answer.json()) });
   */
  signIn: () => Promise<Session>;
  /**
   * Address of the mall, without a slash at the end; the page's own.
   * @example start({ signIn, url: "https://mall.example" });
   */
  url?: string;
  /**
   * "ask" (default): nothing leaves before `agree`. "platform": WeChat's own privacy sheet is the asking.
   * @example start({ signIn, consent: "platform" });
   */
  consent?: "ask" | "platform";
  /**
   * Which product a page shows; `sku` of the query, or `id` on pages of goods, products, items, details.
   * @example start({ signIn, skuOf: (page, query) => (page.startsWith("pages/tea") ? query.tea : undefined) });
   */
  skuOf?: (page: string, query: Record<string, string>) => string | undefined;
  /**
   * Most ms that a page may take before the last one is shown instead; 1200.
   * @example start({ signIn, pageBudgetMs: 800 });
   */
  pageBudgetMs?: number;
  /**
   * How often this device lays a popup over a page; 2 a day, 30 minutes between.
   * @example start({ signIn, popups: { aDay: 1 } });
   */
  popups?: Partial<Caps>;
  /**
   * Most characters that wait to be told; 1,000,000, about four thousand events.
   * @example start({ signIn, most: 200_000 });
   */
  most?: number;
  /**
   * Whether pages, taps and what is seen are followed by themselves; true.
   * @example start({ signIn, auto: false });
   */
  auto?: boolean;
}

/** What became of everything told in this sitting, beside the fields of Outcome what waits and what was given up. */
export interface State extends Outcome {
  /** Events of this sitting that may leave; their ids end in 1 … made, so that what is missing is known. */
  made: number;
  /** How many wait to be told. */
  waiting: number;
  /** Given up for want of room since the kit came onto this device: of importance 0, 1, 2. */
  lost: number[];
}

/** The client kit of one shopper's app. */
export interface Kit {
  /**
   * Tell something that happened. It is kept until the mall has it; nothing happens where the shopper declined.
   * @example kit.tell("Product Added To Cart", { sku: "tea-1", quantity: 2 });
   */
  tell: <Name extends EventName>(name: Name, properties: Told[Name]) => void;
  /**
   * Goods are laid beside one another; what is told here turns the home page towards what they need.
   * @example kit.compare(["tea-1", "tea-2"]);
   */
  compare(skus: string[]): void;
  /**
   * The list of ingredients of a product is being read.
   * @example kit.readIngredients("tea-1");
   */
  readIngredients(sku: string): void;
  /**
   * The shopper agreed that events leave the device; `choices` (personalisation, marketing …) are told to the mall.
   * @example kit.agree({ personalisation: true, marketing: false });
   */
  agree(choices?: Record<string, boolean>): void;
  /**
   * The shopper declined: what waits and the pages that were theirs are thrown away, nothing more is told. Pages still
   * come, the same for everybody.
   * @example await kit.decline();
   */
  decline(): Promise<void>;
  /**
   * Return true or false once the shopper was asked on this device, undefined before.
   * @example if (kit.agreed() === undefined) showYourSheet();
   */
  agreed(): boolean | undefined;
  /**
   * Switch personal recommendation on or off.
   * @example await kit.personal(false);
   */
  personal(on: boolean): Promise<void>;
  /**
   * Remove everything that the kit holds on this device, and stop telling.
   * @example await kit.purge();
   */
  purge(): Promise<void>;
  /**
   * Somebody logged in or out: ask `signIn` again. Events of the one before are told as theirs.
   * @example await kit.changed();
   */
  changed(): Promise<void>;
  /**
   * Return a page of recommendations within the time budget (ms), always: the mall's, or the last one that came. Give a
   * budget of your own where nothing else could be shown.
   * @example const page = await kit.getPage("home");
   * @example const also = await kit.getPage("product", { sku: "tea-1" }, 15_000);
   */
  getPage(placement: string, about?: About, budgetMs?: number): Promise<Page>;
  /**
   * Return a page's popup if this device's caps let it be shown now, else null; it counts as shown.
   * @example const popup = kit.popup(await kit.getPage("home"));
   */
  popup(page: Pick<Page, "popup">): Popup | null;
  /**
   * The shopper put a popup away: it does not come again.
   * @example kit.dismiss(popup);
   */
  dismiss(popup: Popup): void;
  /**
   * Ask for WeChat subscription messages, in the tap itself. Returns the templates that were allowed.
   * @example const allowed = await kit.subscribe(["TEMPLATE"], "favourite");
   */
  subscribe(templates: string[], scene?: string): Promise<string[]>;
  /**
   * Watch the recommended items (`.hz-item`) of a mini program's page or component; a browser's are watched by
   * themselves. Returns how to stop.
   * @example const stop = kit.watch(component, ".card");
   */
  watch(of: unknown, selector?: string): () => void;
  /**
   * Return the page request that led to a product; send it with the order, so that effect is measured.
   * @example const line = { sku: "tea-1", request_id: kit.requestOf("tea-1") };
   */
  requestOf(sku: string): string | undefined;
  /**
   * Return the mall's time in ms, as far as it said it; the device's own before.
   * @example const leftMs = endsAt - kit.now();
   */
  now(): number;
  /**
   * Send what waits, now.
   * @example await kit.flush();
   */
  flush(): Promise<void>;
  /**
   * Return what became of everything told.
   * @example const { accepted, waiting, lost } = kit.state();
   */
  state(): State;
  /**
   * Resolves when what earlier sittings left has been read.
   * @example await kit.ready;
   */
  ready: Promise<void>;
}
