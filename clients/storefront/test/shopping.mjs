// The mini program as it is built, on a phone whose WeChat is the fake: node shopping.mjs MALL SANDBOX USER GUEST?
// It logs in, looks for goods, orders, pays and allows what it is asked for then; what it saw is printed as JSON.
import { world } from "./world.js";

const [mall, sandbox, user, secret] = process.argv.slice(2);
const seen = { asked: [], allowed: [] };

async function post(url, body) {
  const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** WeChat on this phone: what it does is done by the fake's user, what the shop asks goes to the mall. */
function phone() {
  const storage = new Map(secret ? [["huozhao.shop.session", JSON.stringify({ secret, shopper: "", token: "", until: "" })]] : []);
  const settle = ({ success, fail }, done) => done.then((found) => success?.(found), (error) => fail?.({ errMsg: String(error) }));
  return {
    getStorageSync: (name) => storage.get(name) ?? "", setStorageSync: (name, value) => void storage.set(name, value), removeStorageSync: (name) => void storage.delete(name),
    getStorage: ({ key, success, fail }) => (storage.has(key) ? success({ data: storage.get(key) }) : fail({})),
    setStorage: ({ key, data, success }) => (storage.set(key, data), success({})), removeStorage: ({ key, success }) => (storage.delete(key), success({})),
    getStorageInfo: ({ success }) => success({ keys: [...storage.keys()] }), onAppShow: () => undefined, onAppHide: () => undefined,
    login: (given) => settle(given, post(`${sandbox}/sandbox/log-in`, { user }).then(({ code }) => ({ code, errMsg: "login:ok" }))),
    requestPayment: (given) => settle(given, post(`${sandbox}/sandbox/pay`, { package: given.package }).then(() => ({ errMsg: "requestPayment:ok" }))),
    requestSubscribeMessage: (given) => settle(given, post(`${sandbox}/sandbox/taps`, { user, templates: given.tmplIds })
      .then(() => (seen.allowed.push(...given.tmplIds), { errMsg: "ok", ...Object.fromEntries(given.tmplIds.map((id) => [id, "accept"])) }))),
    request: ({ url, method, header, data, success, fail }) => {
      seen.asked.push(`${method} ${url.split("?")[0]}`);
      fetch(mall + url, { method, headers: header, body: method === "GET" ? undefined : data })
        .then(async (answer) => success({ statusCode: answer.status, header: Object.fromEntries(answer.headers), data: await answer.json().catch(() => null) }),
              (error) => fail({ errMsg: String(error) }));
    },
  };
}

const { load } = world(phone());
load("app.js");
const { canTell, learnTemplates } = load("compose/subscribing.js");
await learnTemplates();
const { enter, whoAmI } = load("store/session.js");
await enter();
seen.shopper = whoAmI();
load("store/place.js").goTo({ label: "家", longitude: 113.94, latitude: 22.535, system: "wgs84", city: "深圳" });
const [first] = (await load("api/goods.js").getGoods([])).items;
const { getOrder, getOrders, placeOrder } = load("api/orders.js");
const order = await placeOrder({ key: `${Date.now()}`, lines: [{ sku: first.sku, quantity: 2 }], vouchers: "best" });
seen.placed = order.status;
const { isInWechat, payThroughWechat } = load("pay.js");
seen.isInWechat = isInWechat();
await payThroughWechat(order.order);
const paid = await getOrder(order.order);
Object.assign(seen, { order: paid.order, paid: paid.status, total_fen: paid.total_fen });
seen.orders = (await getOrders()).items.map((each) => each.order);
const until = Date.now() + 10_000;
while (canTell("care") && !seen.allowed.length && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
console.log(JSON.stringify(seen));
process.exit(0);
