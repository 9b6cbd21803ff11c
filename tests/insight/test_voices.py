"""Complaints and needs are heard between the lines, and a denial is none."""

import pytest

from huozhao.events.catalogue import CommunityInteracted, ProductReviewed, Properties, ServiceTalked
from huozhao.insight.voices import COMPLAINED, NEEDED, heard


@pytest.mark.parametrize(("what", "found"), [
    (ProductReviewed("mask", stars=5, text="很好用,没有色差"), []),
    (ProductReviewed("mask", stars=5, text="东西不错,就是物流太慢"), [(COMPLAINED, "delivery")]),
    (ProductReviewed("mask", stars=1), [(COMPLAINED, "mask")]),
    (ProductReviewed("mask", stars=4, text="尺码合适"), []),
    (ProductReviewed("mask", stars=2, text="偏小,质量差"), [(COMPLAINED, "quality"), (COMPLAINED, "fit")]),
    (ServiceTalked("微信客服", topic="退款", satisfied=False), [(COMPLAINED, "退款")]),
    (ServiceTalked("微信客服", topic="辅食", text="有没有无糖的?"), [(NEEDED, "辅食")]),
    (CommunityInteracted("宝妈群", "post", topic="面膜", text="求推荐敏感肌能用的"), [(NEEDED, "面膜")]),
    (CommunityInteracted("宝妈群", "like"), []),
])
def test_what_is_heard(what: Properties, found: list[tuple[str, str]]) -> None:
    assert list(heard(what)) == found
