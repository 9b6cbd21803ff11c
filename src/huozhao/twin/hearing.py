"""What shoppers make of what the mall tells them: a popup, a card on the home page, the inbox, too many of them all."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from huozhao.terms.time import DAY_MS
from huozhao.twin.habits import PESTERED
from huozhao.twin.session import Mall, Session, Shown

SECOND_MS = 1_000
# Invented: shares of popups and cards that are followed, of popups that are not and are put away, of visits on which
# the inbox is opened.
FOLLOWS, PUTS_AWAY, OPENS_INBOX = 0.25, 0.7, 0.3
# So many messages about goods within a day pester; below that a shopper unsubscribes a third as often.
PESTERING = 3
CALM = 1 / 3


def see(session: Session, shown: Shown) -> Iterator[int]:
    """See what lies on the home page, follow it, put it away or leave it; look into the inbox now and then."""
    rng = np.random.default_rng([*session.visit.seed, 10])
    for told in (*([shown.popup] if shown.popup else []), *shown.cards):
        yield SECOND_MS
        _tell(session, told["id"], "seen")
        if rng.random() < FOLLOWS:
            session.mall.report.count("popups and cards followed")
            _follow(session, told)
        elif told is shown.popup and rng.random() < PUTS_AWAY:
            _tell(session, told["id"], "dismissed")
    if session.mall.city.settings.messages and rng.random() < OPENS_INBOX:
        yield 2 * SECOND_MS
        _read_inbox(session, rng)


def _tell(session: Session, id: str, what: str) -> None:
    answer = session.mall.api.post(f"/v1/popups/{id}/{what}", {"shopper": session.id})
    if session.mall.report.check("popups", answer):
        session.mall.report.count(f"popups and cards {what}")


def _follow(session: Session, told: dict[str, Any]) -> None:
    """Take the coupon that is offered, and keep in mind which goods it was about."""
    session.wished += [sku for sku in told.get("skus", ())[:1] if sku in session.mall.index]
    if told.get("coupon"):
        # A campaign has given its coupon already; then there is nothing left to take.
        mall = session.mall
        status, _ = mall.api.post(f"/v1/me/coupons/{told['coupon']}/claim", {}, mall.token(session.visit.shopper))
        mall.report.count("coupons taken", int(status == 200))


def _read_inbox(session: Session, rng: np.random.Generator) -> None:
    """Read what is new, be drawn to the goods of some of it, and unsubscribe where it is too much."""
    mall, shopper = session.mall, session.visit.shopper
    answer = mall.api.get("/v1/me/messages", token=mall.token(shopper))
    if not mall.report.check("inbox", answer):
        return
    for each in answer[1]["items"]:
        if each["read_at"] is None:
            told = mall.api.post(f"/v1/me/messages/{each['id']}/read", {}, mall.token(shopper))
            mall.report.count("messages read", int(mall.report.check("inbox", told)))
            if each["kind"] == "marketing":
                hear(mall, shopper, rng)


def hear(mall: Mall, shopper: int, rng: np.random.Generator) -> None:
    """Hear of goods or offers once more; who hears it too often withdraws consent."""
    lately = mall.heard.setdefault(shopper, [])
    lately[:] = [at for at in lately if at > mall.life.now - DAY_MS] + [mall.life.now]
    if rng.random() < PESTERED.value * (1 if len(lately) >= PESTERING else CALM):
        switch = {"consents": [{"purpose": "marketing", "given": False}], "channel": "inbox"}
        if mall.report.check("consents", mall.api.put("/v1/me/consents", switch, mall.token(shopper))):
            mall.report.count("unsubscribed")
