"""The strings behind the fake: users act, time passes, and things go wrong when they are asked to."""

import json
import secrets
from dataclasses import asdict
from datetime import datetime
from typing import Any

from huozhao.sandbox.asked import Answer, Asked
from huozhao.sandbox.data_cube import CHINA
from huozhao.sandbox.intracity import delivery, ride
from huozhao.sandbox.pay import notify, paid
from huozhao.sandbox.pushes import push
from huozhao.sandbox.refunds import by_hand, end, notify_refund
from huozhao.sandbox.world import CODE_LIFE_S, Code, Fault, World


def see(world: World, asked: Asked) -> Answer:
    """Show what happened: messages, cards, payments with their funds, calls by path."""
    with world.lock:
        calls = {path: world.calls.count(path) for path in sorted(set(world.calls))}
        return _answer(appid=world.appid, mchid=world.mchid, calls=calls, messages=world.messages,
                       cards=list(world.cards.values()), deliveries=list(world.deliveries.values()),
                       payments=[_payment_out(world, name) for name in world.payments],
                       refunds=[asdict(each) for each in world.refunds.values()])


def log_in(world: World, asked: Asked) -> Answer:
    """Give a user's code, as wx.login does: {user}."""
    code, openid = secrets.token_urlsafe(24), world.openid(str(asked.json()["user"]))
    world.codes[code] = Code(openid, world.now() + CODE_LIFE_S)
    return _answer(code=code, openid=openid)


def come(world: World, asked: Asked) -> Answer:
    """Let a user open the mini program and look at some pages: {user, pages, is_new}."""
    body = asked.json()
    openid, day = world.openid(str(body["user"])), f"{datetime.fromtimestamp(world.calendar(), CHINA):%Y%m%d}"
    times, pages, was_new = world.opened.get((day, openid), (0, 0, False))
    world.opened[day, openid] = (times + 1, pages + int(body.get("pages", 1)), was_new or bool(body.get("is_new")))
    return _answer(openid=openid, day=day)


def give_phone(world: World, asked: Asked) -> Answer:
    """Give a code of the phone button: {user, phone}."""
    body, code = asked.json(), secrets.token_urlsafe(24)
    world.phone_codes[code] = Code(world.openid(str(body["user"])), world.now() + CODE_LIFE_S, str(body["phone"]))
    return _answer(code=code)


def tap(world: World, asked: Asked) -> Answer:
    """Let a user allow or refuse messages, as wx.requestSubscribeMessage does: {user, templates, status}."""
    body = asked.json()
    openid, status = world.openid(str(body["user"])), str(body.get("status", "accept"))
    for template in body["templates"] if status == "accept" else ():
        world.taps[openid, template] = world.taps.get((openid, template), 0) + 1
    told = [{"TemplateId": each, "SubscribeStatusString": status, "PopupScene": "0"} for each in body["templates"]]
    return _pushed(push(world, openid, "subscribe_msg_popup_event", List=told))


def block(world: World, asked: Asked) -> Answer:
    """Let a user switch the messages of a template off in WeChat's settings: {user, template}."""
    body = asked.json()
    openid, template = world.openid(str(body["user"])), str(body["template"])
    world.taps[openid, template] = 0
    told = [{"TemplateId": template, "SubscribeStatusString": "reject"}]
    return _pushed(push(world, openid, "subscribe_msg_change_event", List=told))


def pay(world: World, asked: Asked) -> Answer:
    """Let the user pay a prepaid order and tell the mall: {out_trade_no, changes, late_s}; again = told again.

    A phone knows the order by what wx.requestPayment takes: {package}.
    """
    body = asked.json()
    payment = paid(world, str(body.get("out_trade_no") or _number_of(world, str(body["package"]))))
    status = notify(world, payment, body.get("changes") or {}, float(body.get("late_s", 0)))
    return _answer(transaction_id=payment.transaction_id, status=status)


def refund(world: World, asked: Asked) -> Answer:
    """Let a refund end as SUCCESS, ABNORMAL or CLOSED and tell the mall: {out_refund_no, status}; again = told anew."""
    body = asked.json()
    found = world.refunds[str(body["out_refund_no"])]
    if body.get("status", found.status) != found.status:
        end(world, found, str(body["status"]))
    return _answer(status=notify_refund(world, found))


def refund_by_hand(world: World, asked: Asked) -> Answer:
    """Give money back on the merchant platform: {out_trade_no, fen}; the mall is told where the platform says so."""
    body = asked.json()
    found = by_hand(world, str(body["out_trade_no"]), int(body["fen"]))
    end(world, found, "SUCCESS")
    return _answer(out_refund_no=found.out_refund_no, status=notify_refund(world, found) if found.notify_url else 0)


def _number_of(world: World, package: str) -> str:
    """Return the number of a prepaid order; KeyError for one that is not known."""
    found = next((name for name, each in world.payments.items() if f"prepay_id={each.prepay_id}" == package), None)
    if found is None:
        raise KeyError(package)
    return found


def settle(world: World, asked: Asked) -> Answer:
    """Let the user confirm that the goods came, which frees the funds: {out_trade_no}."""
    payment = world.payments[str(asked.json()["out_trade_no"])]
    if not payment.uploads:
        return _answer(status=0, said="nothing was shipped")
    payment.is_settled, now = True, int(world.now())
    world.payments[payment.out_trade_no] = payment
    return _pushed(push(
        world, payment.order["payer"]["openid"], "trade_manage_order_settlement", transaction_id=payment.transaction_id,
        merchant_id=world.mchid, merchant_trade_no=payment.out_trade_no, pay_time=int(payment.paid_at),
        shipped_time=now, confirm_receive_method=1, confirm_receive_time=now, settlement_time=now))


def open_store(world: World, asked: Asked) -> Answer:
    """Open a store for same-city delivery: {out_store_id, lng, lat}."""
    body = asked.json()
    number = f"{4_000_000_000_000_000 + len(world.stores)}"
    world.stores[number] = {"wx_store_id": number, "out_store_id": str(body["out_store_id"]),
                            "lng": float(body["lng"]), "lat": float(body["lat"])}
    return _answer(**world.stores[number])


def go_on(world: World, asked: Asked) -> Answer:
    """Let the rider of a delivery get on and tell the mall: {wx_order_id, order_status}."""
    body = asked.json()
    return _answer(status=ride(world, delivery(world, body), int(body["order_status"])))


def fail(world: World, asked: Asked) -> Answer:
    """Ask for faults: {path, times, errcode | status | lost}; `lost` does the work and loses the answer."""
    body = asked.json()
    world.faults.append(Fault(str(body["path"]), int(body.get("times", 1)), int(body.get("errcode", 0)),
                              int(body.get("status", 0)), bool(body.get("lost", False))))
    return _answer(faults=[asdict(each) for each in world.faults])


def go_ahead(world: World, asked: Asked) -> Answer:
    """Let time pass: {seconds}."""
    world.ahead_s += float(asked.json()["seconds"])
    return _answer(ahead_s=world.ahead_s)


def end_tokens(world: World, asked: Asked) -> Answer:
    """End every access token at once, as another system does that asks for a new one by force."""
    world.tokens.clear()
    return _answer()


def visits(world: World, asked: Asked) -> Answer:
    """Set how many visitors days had: {"20261127": 80}."""
    for day, count in asked.json().items():
        world.visits[str(day)] = int(count)
    return _answer(visits=world.visits)


def settings(world: World, asked: Asked) -> Answer:
    """Change addresses, templates, visitors and the balance: {push_url, refund_url, templates, shares, balance_fen}."""
    body = asked.json()
    world.refund_url = str(body.get("refund_url", world.refund_url))
    world.balance_fen = body.get("balance_fen", world.balance_fen)
    world.push_url = str(body.get("push_url", world.push_url))
    world.templates |= {name: tuple(keywords) for name, keywords in body.get("templates", {}).items()}
    world.shares |= {name: {str(each): float(share) for each, share in shares.items()}
                     for name, shares in body.get("shares", {}).items()}
    return _answer(push_url=world.push_url, templates=world.templates, shares=world.shares)


def _payment_out(world: World, name: str) -> dict[str, Any]:
    found = world.payments[name]
    funds = "none" if not found.transaction_id else "frozen" if not found.uploads else "free"
    return {"out_trade_no": name, "total_fen": found.order["amount"]["total"], "transaction_id": found.transaction_id,
            "funds": funds, "is_settled": found.is_settled, "uploads": found.uploads}


def _pushed(answered: tuple[int, str]) -> Answer:
    return _answer(status=answered[0], said=answered[1][:200])


def _answer(**found: Any) -> Answer:
    return Answer(json.dumps(found, ensure_ascii=False).encode())


ROUTES = {
    ("GET", "/sandbox"): see, ("POST", "/sandbox/log-in"): log_in, ("POST", "/sandbox/opens"): come,
    ("POST", "/sandbox/phone"): give_phone,
    ("POST", "/sandbox/taps"): tap, ("POST", "/sandbox/block"): block, ("POST", "/sandbox/pay"): pay,
    ("POST", "/sandbox/settle"): settle, ("POST", "/sandbox/refunds"): refund,
    ("POST", "/sandbox/refunds/by-hand"): refund_by_hand, ("POST", "/sandbox/stores"): open_store,
    ("POST", "/sandbox/rides"): go_on, ("POST", "/sandbox/faults"): fail, ("POST", "/sandbox/clock"): go_ahead,
    ("POST", "/sandbox/end-tokens"): end_tokens, ("POST", "/sandbox/visits"): visits,
    ("PUT", "/sandbox/settings"): settings,
}  # fmt: skip
