"""What shoppers read before they decide: a text for each purpose, in versions that are never changed afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass

from huozhao.events.documents import Document, Documents
from huozhao.privacy.consent import Decision
from huozhao.privacy.purposes import BY_NAME, CONSENTED
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text

KIND = "notice"
# The texts that the product comes with, version 1 of each purpose.
SHIPPED: dict[str, Text] = {
    "personalisation": Text(
        "同意后，我们会用你的浏览、搜索、收藏、加购和订单记录来推荐商品，并据此给出你能看到、能更正的标签。"
        "不同意不影响购买：你看到的是大家都在买的商品。你可以随时关闭，关闭后立即不再使用。",
        "If you agree, we use what you view, search, favourite, put into the cart and order to recommend goods, and "
        "draw tags from it that you can see and correct. Without it you can shop all the same and see what is popular. "
        "You can switch it off at any time; it ends at once."),
    "sensitive": Text(
        "这些信息与健康、肌肤或孩子有关，单独征求你的同意，只用于相应商品的推荐，保存不超过 180 天。",
        "These facts are about health, skin or children. We ask for them by themselves, use them only to recommend "
        "such goods, and keep them for at most 180 days."),
    "location": Text(
        "同意后，我们会使用你的精确位置来安排最近的门店送货，保存不超过 90 天。不同意时只用到约一公里的大致位置。",
        "If you agree, we use your precise place to deliver from the nearest shop and keep it for at most 90 days. "
        "Without it we use a place exact to about a kilometre."),
    "marketing": Text(
        "同意后，我们会不时给你发送优惠、上新和提醒消息。你可以随时退订。",
        "If you agree, we send you offers, news and reminders from time to time. You can stop them at any time."),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One version of a text. After a `material` change, those who agreed to an older version are asked again."""

    purpose: str
    version: int
    text: Text
    material: bool
    at: int


@dataclass(frozen=True, slots=True)
class Notices:
    """Reads and publishes notices."""

    documents: Documents

    def versions(self, purpose: str) -> list[Notice]:
        """Return all versions of a purpose's notice, oldest first; BadInput for a purpose without one."""
        if purpose not in CONSENTED:
            raise BadInput("unknown_purpose", f"there is no notice for {purpose!r}", field="purpose",
                           hint=f"one of {', '.join(CONSENTED)}")
        found = self.documents.list(KIND, after=f"{purpose}:", limit=1_000)
        return [Notice(purpose, 1, SHIPPED[purpose], False, 0),
                *(_notice(each) for each in found if each.id.startswith(f"{purpose}:"))]

    def newest(self, purpose: str) -> Notice:
        """Return the version that shoppers read now."""
        return self.versions(purpose)[-1]

    def publish(self, purpose: str, text: Text, material: bool) -> Notice:
        """Publish a new version; earlier ones stay as they are, as consents refer to them."""
        version = self.newest(purpose).version + 1
        body = {"purpose": purpose, "version": version, **text.as_dict(), "material": material}
        return _notice(self.documents.put(KIND, f"{purpose}:{version:06d}", body, expected_version=0))

    def outdated(self, standing: Mapping[str, Decision]) -> list[str]:
        """Return the purposes whose consent was given to a text that has changed materially since."""
        return [
            purpose for purpose, decision in standing.items()
            if decision.given and purpose in BY_NAME
            and any(n.material and n.version > decision.notice for n in self.versions(purpose))
        ]


def _notice(found: Document) -> Notice:
    body = found.body
    return Notice(body["purpose"], body["version"], Text(body["zh"], body["en"]), body["material"], found.at)
