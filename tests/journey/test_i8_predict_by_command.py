"""I8 on the command line: learn in the foreground, see each tag's card."""

import json
import subprocess
import sys
from pathlib import Path

GOODS = "sku,title,category,price\nmilk,纯牛奶,食品>乳品,10\n"
HEAD = "订单号,买家,付款时间,商品编码,数量,单价,优惠券,支付方式\n"


def huozhao(folder: Path, *words: str) -> dict[str, object]:
    done = subprocess.run([sys.executable, "-m", "huozhao", *words, "--data", "mall", "--json"], cwd=folder,
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_predictions_are_learned_from_an_imported_file_and_shown_as_cards(tmp_path: Path) -> None:
    rows = [f"{n},u{n % 5},2026-0{1 + n % 6}-1{n % 9} 10:00,milk,1,10,{'满减' if n % 5 == 0 else '无'},微信支付\n"
            for n in range(30)]  # fmt: skip
    (tmp_path / "goods.csv").write_text(GOODS, "utf-8")
    (tmp_path / "orders.csv").write_text(HEAD + "".join(rows), "utf-8")
    huozhao(tmp_path, "import", "goods", "goods.csv")
    huozhao(tmp_path, "import", "orders", "orders.csv", "--consented", "personalisation")
    cards = huozhao(tmp_path, "predict")
    card = cards["discount_sensitive"]
    assert isinstance(card, dict) and card["state"] == "rule" and card["carriers"] == 1
    assert card["label"] == {"zh": "折扣敏感型", "en": "discount sensitive"}
