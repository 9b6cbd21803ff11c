"""Pages: profile + what lies near → recall → rank → rerank → zones of goods, each item with its reason."""

from huozhao.flows.page.ask import Ask
from huozhao.flows.page.make import Maker
from huozhao.flows.page.options import Options
from huozhao.flows.page.pages import Pages
from huozhao.flows.page.values import Item, Made, Page, Trace, Zone

__all__ = ["Ask", "Item", "Made", "Maker", "Options", "Page", "Pages", "Trace", "Zone"]
