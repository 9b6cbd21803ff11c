"""A litemall with goods, shoppers and orders of every state, filled by a few words."""

from dataclasses import dataclass

from tests.connectors.mariadb import MariaDb

SPECS = '["标准"]'
T = "2026-10-{:02d} {:02d}:00:00"


@dataclass
class LitemallShop:
    """The tables of one litemall."""

    db: MariaDb
    name: str

    @property
    def dsn(self) -> str:
        """The address that a connector reads it by."""
        return self.db.dsn(self.name)

    def ask(self, query: str, rows: list[tuple[object, ...]] | None = None) -> list[tuple[object, ...]]:
        """Run a statement as the mall itself would."""
        return self.db.ask(self.name, query, rows)

    def goods(self, *rows: tuple[int, int, str, str, int]) -> None:
        """List SKUs: (sku, product, name, price in yuan, stock)."""
        self.ask("INSERT IGNORE INTO litemall_category (id, name, pid) VALUES (1, '食品', 0), (2, '乳品', 1)")
        for sku, spu, name, price, number in rows:
            self.ask("INSERT IGNORE INTO litemall_goods (id, name, category_id, pic_url, add_time, update_time) VALUES "
                     f"({spu}, '{name}', 2, 'https://img.example/{spu}.jpg', '2026-09-01', '2026-09-01')")
            self.db.put(self.name, "litemall_goods_product", id=sku, goods_id=spu, specifications=SPECS, price=price,
                        number=number, update_time="2026-09-01")

    def shopper(self, id: int, mobile: str = "13812345678") -> None:
        """Register a shopper, with everything that litemall keeps in the clear."""
        self.ask("INSERT INTO litemall_user (id, username, gender, birthday, mobile, nickname, session_key, add_time, "
                 f"update_time) VALUES ({id}, 'user{id}', 2, '1990-05-01', '{mobile}', '王小明', 'secret-session', "
                 f"'{T.format(1, 8)}', '{T.format(1, 8)}')")

    def order(self, id: int, user: int, status: int, day: int, *lines: tuple[int, int, str], coupon: str = "0") -> None:
        """Place an order: lines are (sku, units, price). Its moments follow from its state, an hour apart."""
        goods = sum(units * float(price) for _, units, price in lines)
        moments = {"pay_time": status >= 201, "ship_time": status in (301, 401, 402),
                   "confirm_time": status in (401, 402), "refund_time": status == 203}
        told = {name: T.format(day, 9 + n) for n, (name, there) in enumerate(moments.items()) if there}
        self.db.put(self.name, "litemall_order", id=id, user_id=user, order_sn=f"SN{id}", order_status=status,
                    consignee="王小明", mobile="13812345678", address="人民路 1 号", goods_price=goods,
                    coupon_price=coupon, add_time=T.format(day, 8),
                    update_time=max(told.values(), default=T.format(day, 8)), **told)
        self.ask("INSERT INTO litemall_order_goods (order_id, product_id, number, price, goods_name) VALUES "
                 "(%s, %s, %s, %s, '牛奶')", [(id, *line) for line in lines])
