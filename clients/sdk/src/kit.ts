import type { Kit, Options } from "./api";
import { callsTo } from "./calls";
import { clockOf } from "./clock";
import { consentIn } from "./consent";
import { ASKED, type EventName, type Told } from "./events.gen";
import { exposureTo, placeOf, watchDocument, watchMini } from "./exposure";
import { levelOf } from "./levels";
import { mallAt } from "./mall";
import { PAGE, pageOf } from "./pages";
import type { Platform } from "./platform";
import { popupsWith } from "./popups";
import { queueOf, type Entry } from "./queue";
import { senderOf } from "./sender";
import { PREFIX, storeOf } from "./store";
import { trailOf, type SkuOf, type Tell } from "./trail";
import { promised, type Mini } from "./weapp";
import { quietly, type Watcher } from "./wrap";

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
      const said = mini && tmplIds.length ? await promised<Record<string, string>>(mini.requestSubscribeMessage, { tmplIds }) : {};
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
