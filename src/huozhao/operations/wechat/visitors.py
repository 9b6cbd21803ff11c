"""Who came by the mini program on which day, as the mall saw it: what WeChat's own count of visitors stands beside."""

from collections.abc import Iterable

from huozhao.events.event import Recorded
from huozhao.events.state import Fold, Table, Write
from huozhao.operations.facts import NOT_VISITS
from huozhao.terms.time import local_day

# The source of events that say where they come from; the client kit calls its platform so, too.
MINI_PROGRAM = "weapp"
# WeChat writes the address that requests of a mini program come from; the program cannot change it.
# https://developers.weixin.qq.com/miniprogram/dev/framework/ability/network.html
COMES_FROM = "https://servicewechat.com/{appid}/"
VISITORS = Table("wechat_visitors", ("day", "shopper"), add=("acts",))


def is_mini_program(referer: str, appid: str) -> bool:
    """Tell whether a request says that it comes from a mini program."""
    return bool(appid) and referer.startswith(COMES_FROM.format(appid=appid))


def visitors_fold(zone: str) -> Fold:
    """Return the fold of who came by the mini program, for a mall whose days begin in the IANA time zone `zone`."""

    def fold(recorded: Recorded) -> Iterable[Write]:
        event = recorded.event
        if event.source == MINI_PROGRAM and event.shopper and event.name not in NOT_VISITS:
            yield Write(VISITORS.name, (local_day(event.at, zone), event.shopper), {"acts": 1}, at=event.at)

    return Fold(VISITORS.name, (VISITORS,), frozenset(), fold)
