"""How shoppers are known to the mall: by its own accounts; other ways of logging in are laid over them."""

from huozhao.twin.api import Answer, Api
from huozhao.twin.city import City
from huozhao.twin.report import Report
from huozhao.twin.trust import payment_of
from huozhao.twin.visits import Visit

TOKEN_S = 3_600


class Accounts:
    """The mall's own accounts, for which its server asks for tokens. Instants `now` are ms of the mall's clock."""

    def __init__(self, city: City, api: Api, report: Report) -> None:
        self.city, self.api, self.report = city, api, report
        self.tokens: dict[int, tuple[int, str]] = {}

    def who(self, shopper: int) -> str:
        """Return the id that a shopper has at the mall now."""
        return self.city.people.ids[shopper]

    def enter(self, visit: Visit, now: int) -> str:
        """Begin a visit and return who comes."""
        return self.who(visit.shopper)

    def token(self, shopper: int, now: int) -> str:
        """Return a shopper's own token, asked for anew before it runs out; empty where the mall gives none."""
        until, token = self.tokens.get(shopper, (0, ""))
        if now >= until:
            token = self.ask_token(shopper, now)
            self.tokens[shopper] = now + TOKEN_S * 500, token
        return token

    def ask_token(self, shopper: int, now: int) -> str:
        """Ask for a new token; empty where the mall gives none."""
        answer = self.api.post("/v1/shopper-tokens", {"shopper": self.who(shopper), "ttl_s": TOKEN_S})
        return str(answer[1]["token"]) if self.report.check("token", answer) else ""

    def pay(self, visit: Visit, order: str, now: int) -> Answer:
        """Pay for an order by the shopper's usual means."""
        return self.api.post(f"/v1/orders/{order}/pay", {"payment_method": payment_of(self.city, visit.shopper)})

    def bought(self, visit: Visit) -> None:
        """Take note that an order was paid for."""

    def shipped(self, visit: Visit, order: str, now: int) -> None:
        """Take note that what was ordered is on its way."""
