"""Texts that shoppers write for others, judged by WeChat as it asks of mini programs."""

from dataclasses import dataclass

from huozhao.flows.wechat.openids import Openids
from huozhao.operations.wechat.platform import TextCheck, Verdict


@dataclass(frozen=True, slots=True)
class TextDesk:
    """Lets texts be judged; keeps nothing of them."""

    judge: TextCheck
    openids: Openids

    def check(self, shopper: str, text: str, scene: int) -> tuple[Verdict, int]:
        """Return WeChat's verdict and label; BadInput for who did not come through WeChat, or not within two hours."""
        return self.judge.check(text, self.openids.require(shopper), scene)
