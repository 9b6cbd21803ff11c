"""Shoppers in a mini program: WeChat sees them come, two in three log in and pay through it, and hear of their orders.

It is a fake WeChat (`huozhao sandbox wechat`), whose users the city moves; the mall talks with it as with the real one.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

import numpy as np

from huozhao.terms.time import EPOCH, HOUR_MS, iso, local_minute
from huozhao.twin.api import Answer, Api
from huozhao.twin.city import City, profiles
from huozhao.twin.log_in import Accounts
from huozhao.twin.report import Report
from huozhao.twin.trust import payment_of, phone_of
from huozhao.twin.visits import Visit

# Invented: shares of those who give their number at the first log-in, and who allow messages once they have paid.
GIVES_PHONE, ALLOWS, ALLOWS_OFFERS = 0.4, 0.6, 0.5
PARCEL, CARE, OFFER = "parcel", "care", "sale"
TEMPLATES: dict[str, dict[str, Any]] = {
    PARCEL: {"label": {"zh": "发货通知", "en": "On its way"}, "kind": "service",
             "fields": {"thing1": "{title}", "time2": "{facts.at}", "character_string3": "{facts.order}"}},
    CARE: {"label": {"zh": "使用提醒", "en": "After a purchase"}, "kind": "service", "uses": ["care"],
           "fields": {"thing1": "{title}", "thing2": "{body}"}},
    OFFER: {"label": {"zh": "活动提醒", "en": "Offers"}, "kind": "marketing", "uses": ["coupons", "favourites"],
            "fields": {"thing1": "{title}", "thing2": "{body}"}},
    "restock": {"label": {"zh": "到货提醒", "en": "Back in stock"}, "kind": "service",
                "fields": {"thing1": "{title}", "amount2": "{facts.price}"}},
}  # fmt: skip
GENDERS = {"female": "女", "male": "男"}
AGES = ((17, "17岁以下"), (24, "18-24岁"), (29, "25-29岁"), (39, "30-39岁"), (49, "40-49岁"), (200, "50岁以上"))


def uses_wechat(city: City, shopper: int) -> bool:
    """Tell whether a shopper logs in through WeChat: those who pay by it."""
    return payment_of(city, shopper) == "wechat"


class ThroughWechat(Accounts):
    """Log-in by WeChat for those who use it, by account for the others. `wechat` is the way to the fake."""

    def __init__(self, city: City, api: Api, report: Report, wechat: Api) -> None:
        super().__init__(city, api, report)
        self._wechat, self._ids = wechat, dict[int, str]()

    def begin(self) -> None:
        """Tell WeChat who lives here, and the mall which templates there are, unless a person has chosen some."""
        self.report.check("sandbox", self._wechat.put("/sandbox/settings", {"shares": shares(self.city)}))
        answer = self.api.get("/v1/messages")
        if self.report.check("messages", answer) and not answer[1]["templates"]:
            self.report.check("templates", self.api.put("/v1/messages/rules", {"templates": TEMPLATES}))

    def came(self, day: int, visitors: int) -> None:
        """Tell WeChat how many shoppers came on a day (days since 1970) of the past."""
        name = f"{EPOCH + timedelta(days=day):%Y%m%d}"
        self.report.check("sandbox", self._wechat.post("/sandbox/visits", {name: visitors}))

    def who(self, shopper: int) -> str:
        """Return the id that a shopper has at the mall now."""
        return self._ids.get(shopper) or super().who(shopper)

    def enter(self, visit: Visit, now: int) -> str:
        """Open the mini program, log in where the last log-in is long past, and return who comes."""
        opened = {"user": super().who(visit.shopper), "pages": 1 + len(visit.looks)}
        self.report.check("sandbox", self._wechat.post("/sandbox/opens", opened))
        if uses_wechat(self.city, visit.shopper):
            self.token(visit.shopper, now)
        return self.who(visit.shopper)

    def ask_token(self, shopper: int, now: int) -> str:
        """Log in by a code of WeChat's, where the shopper uses it."""
        if not uses_wechat(self.city, shopper):
            return super().ask_token(shopper, now)
        answer = self.api.post("/v1/wechat/session", {"code": self._code("log-in", shopper)})
        if not self.report.check("log-in through WeChat", answer):
            return ""
        self.report.count("log-ins through WeChat")
        token, id = str(answer[1]["token"]), str(answer[1]["shopper"])
        if self._ids.get(shopper) != id:
            self._ids[shopper] = id
            self._introduce(shopper, id, token)
        return token

    def pay(self, visit: Visit, order: str, now: int) -> Answer:
        """Pay through WeChat where the shopper uses it: the mall hears of it from WeChat."""
        token = self.token(visit.shopper, now) if uses_wechat(self.city, visit.shopper) else ""
        if not token:
            return super().pay(visit, order, now)
        status, begun = self.api.post("/v1/me/wechat/payments", {"order": order}, token)
        if status == 404:  # the mall takes no payments through WeChat
            return super().pay(visit, order, now)
        if not 200 <= status < 300:
            return status, begun
        status, told = self._wechat.post("/sandbox/pay", {"out_trade_no": begun["number"]})
        return (int(told["status"]), None) if status == 200 else (status, told)

    def bought(self, visit: Visit) -> None:
        """Be asked whether messages may come, and allow them or not."""
        rng = np.random.default_rng([*visit.seed, 12])
        if uses_wechat(self.city, visit.shopper) and rng.random() < ALLOWS:
            templates = [PARCEL, CARE, *([OFFER] if rng.random() < ALLOWS_OFFERS else [])]
            tapped = {"user": super().who(visit.shopper), "templates": templates}
            if self.report.check("taps", self._wechat.post("/sandbox/taps", tapped)):
                self.report.count("messages allowed", len(templates))

    def shipped(self, visit: Visit, order: str, now: int) -> None:
        """Let the merchant's own system tell the shopper that the goods are on their way."""
        minute = local_minute(now, self.city.settings.zone)
        wish = {
            "key": f"shipped-{order}", "shopper": self.who(visit.shopper), "topic": f"shipped-{order}"[:128],
            "title": {"zh": "你的订单已送出", "en": "Your order is on its way"},
            "body": {"zh": "骑手正在送来，请留意电话。", "en": "A rider is bringing it; please mind your phone."},
            "valid_until": iso(now + 2 * HOUR_MS), "channels": ["subscription", "inbox"], "template": PARCEL,
            "urgent": True, "facts": {"order": order, "at": f"{minute // 60:02d}:{minute % 60:02d}"},
        }  # fmt: skip
        if uses_wechat(self.city, visit.shopper):
            self.report.check("messages", self.api.post("/v1/messages", {"wishes": [wish]}))

    def _introduce(self, shopper: int, id: str, token: str) -> None:
        """At the very first log-in some give their number; the mall's server then tells whose account it is."""
        account = super().who(shopper)
        known = self.api.get(f"/v1/shoppers/{id}/identities")
        if not self.report.check("identities", known) or account in known[1]["members"]:
            return
        if np.random.default_rng([self.city.settings.seed, 24, shopper]).random() < GIVES_PHONE:
            code = self._code("phone", shopper, phone=phone_of(shopper))
            given = self.api.post("/v1/me/wechat/phone", {"code": code}, token)
            self.report.count("phones given", int(self.report.check("phone", given)))
        link = {"shopper": id, "kind": "account", "value": account}
        self.report.check("identities", self.api.post("/v1/identities/link", link))

    def _code(self, what: str, shopper: int, **more: str) -> str:
        answer = self._wechat.post(f"/sandbox/{what}", {"user": super().who(shopper), **more})
        return str(answer[1]["code"]) if self.report.check("sandbox", answer) else "none"


def shares(city: City) -> dict[str, dict[str, float]]:
    """Return the shares of the city's people by sex and age, as far as they tell them, and where they live."""
    told = profiles(city)
    year = city.first_day.year
    sexes = Counter(GENDERS.get(each.get("sex", ""), "未知") for each in told)
    ages = Counter(_age(year - each["birth_year"]) for each in told if "birth_year" in each)
    found = {"genders": sexes, "ages": ages}
    return {"province": {"辽宁省": 1.0}, "city": {"沈阳": 1.0}} | {
        name: {each: round(count / counts.total(), 4) for each, count in counts.items()}
        for name, counts in found.items()
    }


def _age(years: int) -> str:
    return next(name for most, name in AGES if years <= most)
