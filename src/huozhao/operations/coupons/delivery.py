"""What the mall asks for bringing an order, whatever shop it comes from."""

from dataclasses import dataclass

from huozhao.terms.setting import setting


@dataclass(frozen=True, slots=True)
class Delivery:
    """The fee of an order that the mall prices itself. It is not given back with goods that come back."""

    fee_fen: int = setting(0, "what bringing an order costs the shopper, in fen; 0 = nothing, ever")
    free_from_fen: int = setting(0, "goods for so many fen, before coupons, are brought for nothing; 0 = never")

    def fee_fen_of(self, goods_fen: int) -> int:
        """Return the fee (fen) for goods of an amount (fen), counted before promotions and coupons."""
        return 0 if 0 < self.free_from_fen <= goods_fen else self.fee_fen
