"""Returns, reviews, talks, community, log-ins, identities and consents come in from files, every row accounted for."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from huozhao.app import App
from huozhao.terms.errors import BadInput

Importer = Callable[..., dict[str, Any]]

RETURNS = ("订单号,买家,退货时间,商品编码,数量,退款金额,退货原因\n"
           "o1,u1,2026-11-20 10:00:00,milk,2,25.00,漏液\no2,u2,2026-11-20 11:00:00,milk,0,1,\n")
REVIEWS = ("会员编号,货号,评价时间,评分,评价内容\nu1,milk,2026-11-20 10:00:00,5,很好 电话13800138000\n"
           "u2,mask,2026-11-21 10:00:00,6,\nu3,mask,2026-11-21 10:00:00,,过敏了\n")
TALKS = ("用户ID,咨询时间,渠道,话题,咨询内容,是否满意\nu1,2026-11-20 10:00:00,微信客服,物流,什么时候到,否\n"
         "u1,2026-11-20 12:00:00,,,,也许\n")
COMMUNITY = ("顾客,互动时间,群名,动作,话题\nu1,2026-11-20 10:00:00,宝妈群,发帖,辅食\n"
             "u2,2026-11-20 10:00:00,宝妈群,跳舞,\n")
LOGINS = ("顾客编号,登录时间,场景值,机型,操作系统,城市,geohash\n"
          "u1,2026-11-20 10:00:00,1007,iPhone 15,iOS 18.1,深圳,ws105\n"
          "u2,2026-11-20 10:00:00,1007,Mate 60,HarmonyOS 5,深圳,ws105abc\n")
IDENTITIES = ("顾客,关联时间,类型,编号\nu1,2026-11-20 10:00:00,手机号,13800138000\n"
              "card-9,2026-11-20 10:00:00,手机号,138 0013 8000\nu1,2026-11-20 10:00:00,openid,wx-1\n"
              "u2,2026-11-20 10:00:00,手机号,12\nu2,2026-11-20 10:00:00,护照,E1\n")
CONSENTS = ("顾客,决定时间,用途,是否同意\nu1,2026-11-02 10:00:00,个性化推荐,是\nu1,2026-11-01 10:00:00,营销消息,同意\n"
            "u1,2026-11-01 10:00:00,个性化推荐,否\nu2,2026-11-01 10:00:00,星座,是\n")


@pytest.mark.parametrize(("kind", "content", "name", "accepted", "refused"), [
    ("returns", RETURNS, "Order Returned", 1, {"quantity_out_of_range": 1}),
    ("reviews", REVIEWS, "Product Reviewed", 2, {"field_invalid": 1}),
    ("service-talks", TALKS, "Service Talked", 1, {"not_yes_or_no": 1}),
    ("community", COMMUNITY, "Community Interacted", 1, {"unknown_act": 1}),
    ("logins", LOGINS, "Shopper Logged In", 1, {"field_invalid": 1}),
    ("identities", IDENTITIES, "Identity Linked", 3, {"phone_unreadable": 1, "unknown_kind": 1}),
])
def test_chinese_headers_are_understood_every_row_counts_once_and_a_second_run_adds_nothing(
    stocked: Importer, kind: str, content: str, name: str, accepted: int, refused: dict[str, int]
) -> None:
    first = stocked(kind, content)
    assert first["reconciles"] and (first["accepted"], first["events"]) == (accepted, {name: accepted})
    assert first["refused_by_reason"] == refused
    second = stocked(kind, content)
    assert second["reconciles"] and (second["accepted"], second["duplicate"]) == (0, accepted)


def _log(mall: App) -> str:
    return msgspec.json.encode([recorded.event for recorded in mall.log.read(0, 1000)]).decode()


def test_phones_in_texts_and_links_never_reach_the_log(stocked: Importer, mall: App) -> None:
    stocked("identities", IDENTITIES)
    stocked("reviews", REVIEWS)
    mall.folds.catch_up()
    assert "13800138000" not in _log(mall) and "138 0013 8000" not in _log(mall)
    assert set(mall.people.members("u1")) == {"u1", "wx-1", "card-9"}


def test_the_same_act_twice_in_a_file_is_two_events(stocked: Importer) -> None:
    row = "u1,2026-11-20 10:00:00,宝妈群,点赞,\n"
    found = stocked("community", "顾客,时间,群,动作,话题\n" + row * 2)
    assert (found["accepted"], found["duplicate"]) == (2, 0)


def test_a_return_lowers_what_the_shopper_spent(stocked: Importer, mall: App) -> None:
    stocked("orders", "订单号,买家,付款时间,商品编码,数量,单价\no1,u1,2026-11-19 08:00:00,milk,2,12.50\n")
    stocked("returns", RETURNS)
    mall.folds.catch_up()
    row = mall.state.get("orders", ("u1", "o1"))
    assert row is not None and (row["status"], row["total_fen"], row["refunded_fen"]) == ("returned", 2500, 2500)


def test_decisions_go_to_the_ledger_and_an_older_one_does_not_undo_a_newer(stocked: Importer, mall: App) -> None:
    found = stocked("consents", CONSENTS, consented=())
    assert found["reconciles"] and (found["accepted"], found["refused_by_reason"]) == (3, {"unknown_purpose": 1})
    assert mall.consents.allows("u1", "personalisation") and mall.consents.allows("u1", "marketing")
    again = stocked("consents", CONSENTS, consented=())
    assert again["reconciles"] and (again["duplicate"], again["set_aside"].keys()) == (2, {"decision_older"})
    withdrawn = "顾客,决定时间,用途,是否同意,渠道\nu1,2026-11-03 10:00:00,个性化推荐,撤回,小程序\n"
    assert stocked("consents", withdrawn, consented=())["accepted"] == 1
    assert not mall.consents.allows("u1", "personalisation")
    stocked("consents", CONSENTS, consented=())
    assert not mall.consents.allows("u1", "personalisation")


def test_community_acts_of_which_no_consent_is_known_are_refused_with_what_to_do(mall: App, bring: Importer) -> None:
    with pytest.raises(BadInput) as caught:
        bring("community", COMMUNITY, consented=None)
    assert caught.value.code == "consent_not_stated"


@pytest.mark.parametrize(("kind", "lacks", "field"), [
    ("returns", "订单号,退货时间,商品编码,数量\n", "refund"), ("reviews", "顾客,商品编码,评价时间\n", "stars"),
    ("consents", "顾客,用途,时间\n", "given"), ("identities", "顾客,类型,时间\n", "value"),
])
def test_a_missing_column_is_named(bring: Importer, kind: str, lacks: str, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        bring(kind, lacks)
    assert caught.value.field == field
