import { callsTo } from "./calls";
import { clockOf } from "./clock";
import { consentIn } from "./consent";
import { ASKED, type EventName, type Told } from "./events.gen";
import { exposureTo, placeOf, watchDocument, watchMini } from "./exposure";
import { levelOf } from "./levels";
import { mallAt, type Session } from "./mall";
import { PAGE, pageOf, type About, type Page, type Popup } from "./pages";
import type { Platform } from "./platform";
import { popupsWith, type Caps } from "./popups";
import { queueOf, type Entry } from "./queue";
import { senderOf, type Outcome } from "./sender";
import { PREFIX, storeOf } from "./store";
import { trailOf, type SkuOf, type Tell } from "./trail";
import { promised, type Mini } from "./weapp";
import { quietly, type Watcher } from "./wrap";

/** How the kit is started. Only `signIn` is needed, and `url` where the mall is not at the page's own address. */
export interface Options {
  /** Ask your own server who this is; it gets the token with its API key (POST /v1/shopper-tokens). */
  signIn: () => Promise<Session>;
  /** Address of the mall, for example https://mall.example; without a slash at the end. */
  url?: string;
  /** "ask" (default): nothing leaves before `agree`. "platform": WeChat's own privacy sheet is the asking. */
  consent?: "ask" | "platform";
  /** Which product a page shows; default: `sku` of the query, or `id` on pages of goods, products, items, details. */
  skuOf?: SkuOf;
  /** Most ms that a page may take before the last one is shown instead; 1200. */
  pageBudgetMs?: number;
  /** Popups on this device; 2 a day, 30 minutes between. */
  popups?: Partial<Caps>;
  /** Most characters that wait to be told; 1,000,000, about four thousand events. */
  most?: number;
  /** Whether pages and taps are followed by themselves; true. */
  auto?: boolean;
}

/** What became of everything told in this sitting, and what waits. */
export interface State extends Outcome {
  /** Events of this sitting that may leave; their ids end in 1 … made, so that what is missing is known. */
  made: number;
  waiting: number;
  /** Given up for want of room since the kit came onto this device: of importance 0, 1, 2. */
  lost: number[];
}

/** The client kit of one shopper's app. */
export interface Kit {
  /** Tell something that happened. It is kept until the mall has it; nothing happens where the shopper declined. */
  tell: Tell;
  /** Goods are laid beside one another; what is told here turns the home page towards what they need. */
  compare(skus: string[]): void;
  /** The list of ingredients of a product is being read. */
  readIngredients(sku: string): void;
  /** The shopper agreed that events leave the device; `choices` (personalisation, marketing …) are told to the mall. */
  agree(choices?: Record<string, boolean>): void;
  /** The shopper declined: what waits is thrown away, nothing more is told. Pages still come, the same for everybody. */
  decline(): Promise<void>;
  /** Return true or false once the shopper was asked on this device, undefined before. */
  agreed(): boolean | undefined;
  /** Switch personal recommendation on or off. */
  personal(on: boolean): Promise<void>;
  /** Remove everything that the kit holds on this device, and stop telling. */
  purge(): Promise<void>;
  /** Somebody logged in or out: ask `signIn` again. Events of the one before are told as theirs. */
  changed(): Promise<void>;
  /** Return a page of recommendations within the time budget (ms), always: the mall's, or the last one that came. */
  getPage(placement: string, about?: About, budgetMs?: number): Promise<Page>;
  /** Return a page's popup if this device's caps let it be shown now, else null; it counts as shown. */
  popup(page: Pick<Page, "popup">): Popup | null;
  /** The shopper put a popup away: it does not come again. */
  dismiss(popup: Popup): void;
  /** Ask for WeChat subscription messages, in the tap itself. Returns the templates that were allowed. */
  subscribe(templates: string[], scene?: string): Promise<string[]>;
  /** Watch the recommended items of a mini program's page or component; a browser's are watched by themselves. */
  watch(of: unknown, selector?: string): () => void;
  /** Return the page request that led to a product; send it with the order, so that effect is measured. */
  requestOf(sku: string): string | undefined;
  /** Return the mall's time in ms, as far as it said it; the device's own before. */
  now(): number;
  /** Send what waits, now. */
  flush(): Promise<void>;
  /** Return what became of everything told. */
  state(): State;
  /** Resolves when what earlier sittings left has been read. */
  ready: Promise<void>;
}

const MOST = 1_000_000;
const MOST_HELD = 200;
const BUDGET_MS = 1_200;
const BEFORE_PAGE_MS = 300;
const MOST_TEMPLATES = 3; // WeChat asks for no more at a time
const ONE_TAP_MS = 1_000;
const CLICKED = "Recommendation Clicked";
const GOODS_PAGE = /goods|product|item|detail/i;

/** Make a kit on a platform, and the watcher through which pages reach it. */
export function kitOn(platform: Platform, options: Options, mini?: Mini): [Kit, Watcher] {
  const sitting = chance() + chance();
  const store = storeOf(platform), clock = clockOf(), consent = consentIn(store);
  const mayTell = () => consent.choice().mayTell;
  const mall = mallAt(options.url || "", platform, store, clock, options.signIn);
  const calls = callsTo(mall, store);
  const queue = queueOf(platform, store, sitting, options.most || MOST);
  const sender = senderOf(queue, calls, mall, clock);
  const popups = popupsWith({ aDay: 2, minutesBetween: 30, ...options.popups }, store, calls, clock.at);
  // What happened before the shopper was asked; only in the memory.
  let held: [EventName, Omit<Entry, "id">][] = [], made = 0, lastTap = "", tappedAt = 0;

  /** Numbers run without gaps through what leaves, so that what never came shows. */
  const add = (name: EventName, entry: Omit<Entry, "id">) => {
    queue.add(levelOf(name), { id: `${sitting}-${++made}`, ...entry });
    sender.soon();
  };
  const tell: Tell = (name, properties) => {
    const may = ASKED.includes(name) || mayTell(), local = Date.now();
    if (name === CLICKED) {
      const tap = properties as Told[typeof CLICKED], key = tap.request_id + tap.sku;
      trail.came(tap);
      // One tap may come here by several ways: the page's own word, the kit's ear, two methods of a framework.
      if (key === lastTap && local - tappedAt < ONE_TAP_MS) return;
      [lastTap, tappedAt] = [key, local];
    }
    if (may === false) return;
    const at = clock.isSet() ? clock.at() : undefined;
    const entry = { name, local, at, shopper: mall.shopper(), properties };
    if (may) add(name, entry);
    else if (held.push([name, entry]) > MOST_HELD) held.shift();
  };
  const trail = trailOf(store, tell, options.skuOf || skuOf, mayTell), exposure = exposureTo(tell);

  const choose = (choices: Record<string, boolean>) => {
    const consents = Object.keys(choices).map((purpose) => ({ purpose, given: choices[purpose] }));
    if (consents.length) calls.add("PUT", "/v1/me/consents", { consents, channel: platform.name });
  };
  const forget = async (prefix: string) => {
    for (const key of await platform.keys()) if (key.startsWith(PREFIX + prefix)) await platform.remove(key);
  };
  /** Let what was held go its way, once the shopper's answer is known. */
  const release = () => {
    if (mayTell()) held.forEach((each) => add(...each));
    if (mayTell() !== undefined) held = [];
  };
  const agree = (choices: Record<string, boolean> = {}) => {
    consent.decide({ mayTell: true, isPersonal: choices.personalisation !== false });
    choose(choices);
    release();
    sender.soon();
  };
  const decline = async () => {
    consent.decide({ mayTell: false, isPersonal: false });
    release();
    queue.clear();
    await forget("q.");
    await forget(PAGE);
  };

  /** Where WeChat's privacy sheet is the asking: an agreement that it no longer needs has been given. */
  const askPlatform = async () => {
    if (options.consent !== "platform" || mayTell() !== undefined || !mini || !mini.getPrivacySetting) return;
    const { needAuthorization } = await promised<{ needAuthorization: boolean }>(mini.getPrivacySetting);
    if (!needAuthorization) agree();
  };
  const adopt = async () => {
    await askPlatform().catch(() => undefined);
    release();
    await queue.adopt(await platform.beside(sitting));
  };
  const load = async () => {
    for (const part of [consent, mall, calls, popups]) await part.load();
    await adopt();
    if (mayTell()) await trail.load();
    void sender.flush();
  };
  const watcher: Watcher = {
    opened: trail.open,
    closed: () => {
      exposure.hide();
      trail.close();
    },
    tapped: (item) => tell(CLICKED, placeOf(item)),
    shared: (channel, page) => {
      const sku = trail.sku();
      if (sku) tell("Product Shared", { sku, channel });
      else tell("Page Shared", { page, channel });
    },
  };

  const ready = load().catch(() => undefined);
  quietly(() => {
    platform.onOnline(() => void sender.hurry());
    platform.onShow(() => void ready.then(adopt).then(() => sender.hurry()));
    platform.onHide(() => {
      watcher.closed();
      void sender.hurry(true);
    });
    if (!mini && options.auto !== false) watchDocument(exposure);
  });

  return [{
    tell,
    compare: (skus) => tell("Page Viewed", { page: `compare:${skus}`.slice(0, 256) }),
    readIngredients: (sku) => tell("Page Viewed", { page: `ingredients:${sku}` }),
    agree,
    decline,
    agreed: mayTell,
    personal: async (isPersonal) => {
      consent.decide({ isPersonal });
      choose({ personalisation: isPersonal });
      await forget(PAGE);
      await sender.flush();
    },
    purge: async () => {
      await decline();
      calls.clear();
      mall.forget();
      await forget("");
    },
    changed: async () => {
      await sender.flush();
      await mall.session(true);
      await forget(PAGE);
      sender.soon();
    },
    getPage: async (placement, about = {}, budgetMs = options.pageBudgetMs || BUDGET_MS) => {
      await ready;
      // What was just done counts already, if it can be told in a moment.
      const told = Promise.race([sender.flush(), new Promise((resolve) => setTimeout(resolve, BEFORE_PAGE_MS))]);
      return pageOf(mall, store, budgetMs, told, consent.choice().isPersonal !== false, placement, about);
    },
    popup: (page) => {
      sender.soon();
      return popups.show(page.popup);
    },
    dismiss: ({ id }) => {
      popups.say(id, "dismissed");
      sender.soon();
    },
    subscribe: async (templates, scene = "") => {
      const tmplIds = templates.slice(0, MOST_TEMPLATES);
      const said = mini ? await promised<Record<string, string>>(mini.requestSubscribeMessage, { tmplIds }) : {};
      const grants = tmplIds.filter((each) => said[each] === "accept").map((template) => (
        { id: [sitting, template, Date.now()].join("-"), template, scene }));
      if (grants.length) calls.add("POST", "/v1/me/subscriptions", { grants });
      sender.soon();
      return grants.map(({ template }) => template);
    },
    watch: (of, selector = ".hz-item") => (mini ? watchMini(exposure, mini, of, selector) : () => undefined),
    requestOf: (sku) => trail.from(sku).request_id,
    now: () => clock.at(),
    flush: () => sender.flush(),
    state: () => ({ ...sender.told, made, waiting: queue.size() + held.length, lost: queue.lost() }),
    ready,
  }, watcher];
}

/** Return the product that a page shows, by the usual names. */
const skuOf: SkuOf = (page, query) => query.sku || (GOODS_PAGE.test(page) ? query.id : undefined);

const chance = () => Math.random().toString(36).slice(2, 12);
