"""Purchasing: orders to suppliers from draft to receipt, who the suppliers are, and what they take in days."""

from huozhao.flows.purchasing.drafts import purchase_of
from huozhao.flows.purchasing.orders import Purchases

__all__ = ["Purchases", "purchase_of"]
