// One run of a mini program on a phone, as a process that can be killed: the kit as it is shipped, WeChat's API with its
// storage in a folder, and a clock that lives as fast as a simulated mall's. Commands come as JSON lines, so do answers.
//
//   node phone.mjs '{"folder": …, "url": …, "shopper": …, "token": …, "speed": 600, "wrong": 0, "room": 10000000, "plain": false}'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

const phone = JSON.parse(process.argv[2]);
mkdirSync(phone.folder, { recursive: true });

const real = { now: Date.now, setTimeout: globalThis.setTimeout };
const born = real.now();
Date.now = () => born + (real.now() - born) * phone.speed + phone.wrong;
globalThis.setTimeout = (act, ms = 0, ...more) => real.setTimeout(act, ms / phone.speed, ...more);

let isOnline = true, writing = 0;
const nets = [], file = (key) => join(phone.folder, encodeURIComponent(key));
const keys = () => readdirSync(phone.folder).filter((each) => !each.startsWith("~")).map(decodeURIComponent);
const used = () => keys().reduce((sum, key) => sum + readFileSync(file(key), "utf8").length, 0);

function later({ success, fail }, act) {
  writing += 1;
  setImmediate(() => {
    writing -= 1;
    let got;
    try {
      got = act();
    } catch (why) {
      return fail?.({ errMsg: `${why}` });
    }
    success?.(got);
  });
}

/** Write as a phone does: the whole value or the old one, also when the process is killed here. */
function keep(key, text) {
  if (used() + text.length > phone.room) throw new Error("exceed storage max size");
  const fresh = join(phone.folder, `~${process.pid}`);
  writeFileSync(fresh, text);
  renameSync(fresh, file(key));
}

globalThis.wx = {
  getStorage: (given) => later(given, () => ({ data: readFileSync(file(given.key), "utf8") })),
  setStorage: (given) => later(given, () => keep(given.key, given.data)),
  removeStorage: (given) => later(given, () => rmSync(file(given.key), { force: true })),
  getStorageInfo: (given) => later(given, () => ({ keys: keys() })),
  async request({ url, method, header, data, success, fail }) {
    try {
      if (!isOnline) throw new Error("no network");
      const got = await fetch(url, { method, headers: { ...header, Connection: "close" }, body: data });
      const body = await got.json();
      success({ statusCode: got.status, header: Object.fromEntries(got.headers), data: body });
    } catch (why) {
      fail?.({ errMsg: `request:fail ${why}` });
    }
  },
  onAppShow: () => undefined,
  onAppHide: () => undefined,
  onNetworkStatusChange: (act) => nets.push(act),
};

const signIn = async () => {
  if (!isOnline) throw new Error("no network");
  const got = await fetch(phone.mint, { method: "POST", headers: { "Content-Type": "application/json" },
                                        body: JSON.stringify({ shopper: phone.shopper }) });
  return { shopper: phone.shopper, token: (await got.json()).token };
};

/** What a mall without a kit writes by hand: one request an event, and no second thought. */
function byHand() {
  let token = "", waiting = 0;
  const tell = async (name, properties) => {
    waiting += 1;
    const event = { id: crypto.randomUUID(), name, at: Math.floor(Date.now()), shopper: phone.shopper, properties };
    try {
      token = token || (await signIn()).token;
      const header = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
      const done = () => { waiting -= 1; };
      wx.request({ url: `${phone.url}/v1/events`, method: "POST", header, data: JSON.stringify({ events: [event] }),
                   success: (got) => { done(); if (got.statusCode === 401) token = ""; }, fail: done });
    } catch {
      waiting -= 1;
    }
  };
  return { tell, ready: Promise.resolve(), agree: () => undefined, flush: async () => undefined,
           state: () => ({ waiting, refused: {}, lost: [0, 0, 0] }) };
}

const { start } = createRequire(import.meta.url)("../dist/huozhao.cjs");
const kit = phone.plain ? byHand() : start({ url: phone.url, signIn, auto: false });
await kit.ready;
if (phone.agrees) kit.agree({ personalisation: true });

/** Each of three kinds in turn; its number makes it one of a kind. */
function happen(n) {
  if (n % 3 === 0) kit.tell("Product Added To Cart", { sku: "g0", quantity: n + 1 });
  else if (n % 3 === 1) kit.tell("Products Searched", { query: `s${n}` });
  else kit.tell("Page Viewed", { page: `p${n}` });
}

const written = async () => {
  do await new Promise((resolve) => setImmediate(resolve)); while (writing);
};

const DO = {
  /** Tell events from one number to another; answered when the phone has written them. */
  async tell([from, to]) {
    process.stdout.write(`${JSON.stringify({ begun: [from, to] })}\n`); // from here on they have happened
    for (let n = from; n < to; n++) happen(n);
    await written();
    return to;
  },
  async network(isConnected) {
    isOnline = isConnected;
    nets.forEach((act) => act({ isConnected }));
  },
  async clock(by) {
    phone.wrong += by;
  },
  async room(more) {
    phone.room = used() + more;
  },
  async state() {
    await kit.flush();
    return kit.state();
  },
};

process.stdout.write("{}\n");
for await (const line of createInterface({ input: process.stdin })) {
  const [name, given] = Object.entries(JSON.parse(line))[0];
  process.stdout.write(`${JSON.stringify({ [name]: (await DO[name](given)) ?? null })}\n`);
}
