"""I9: who moves from snacks to fitness gear becomes 健身入门者 at once; the old tag fades by its half-life."""

import time

from huozhao.insight.tags.definition import cases
from huozhao.terms.time import DAY_MS
from tests.shopping import Mall, shopping

GOODS = {"chips": ("食品", "零食"), "nuts": ("食品", "零食"), "mat": ("运动", "健身"), "bell": ("运动", "健身")}


def tags(mall: Mall, shopper: str) -> dict[str, str]:
    return {t["tag"]: t["evidence"]["zh"] for t in mall.get(f"/v1/shoppers/{shopper}")["tags"]}


def test_from_snacks_to_fitness_within_seconds_of_the_events() -> None:
    with shopping() as mall:
        mall.goods(**GOODS)
        for days in (4, 3, 2):
            mall.did("u1", "Product Viewed", days, sku="chips")
            mall.did("u1", "Product Added To Cart", days, sku="nuts")
        mall.send()
        assert "snack_lover" in tags(mall, "u1") and "fitness_beginner" not in tags(mall, "u1")
        mall.did("u1", "Products Searched", query="健身垫")
        mall.did("u1", "Product Viewed", sku="mat")
        mall.did("u1", "Product Favourited", sku="bell")
        mall.consent("u1", "personalisation")
        started = time.monotonic()
        answer = mall.http.post("/v1/events", json={"events": mall.events})
        assert answer.json()["accepted"] == 3
        while "fitness_beginner" not in tags(mall, "u1"):
            assert time.monotonic() - started < 2, "the tag is readable within seconds of the events"
            time.sleep(0.005)
        held = tags(mall, "u1")
        assert held["fitness_beginner"].startswith("热度") and held["fitness_beginner"].endswith(" 6")
        assert "snack_lover" in held, "the old tag fades, it is not cut off"


def test_the_old_tag_fades_by_its_own_half_life_without_any_event() -> None:
    with shopping() as mall:
        mall.goods(**GOODS)
        for _ in range(2):
            mall.did("u1", "Product Added To Cart", sku="nuts")
        mall.send()
        engine = mall.app.tags.engine
        definition = engine.book.get("snack_lover")
        decay = definition.decay
        assert decay is not None and "snack_lover" in tags(mall, "u1")
        uid = mall.app.tags.uid("u1")
        with engine.lock:
            lasts = lambda days: bool(  # noqa: E731
                _holds(mall, uid or 0, mall.now + int(days * decay.half_life_ms)))
            assert lasts(2.58) and not lasts(2.59), "log2(6 / 1) = 2.585 half-lives"
        assert mall.get("/v1/tags/status")["lag"] == 0


def _holds(mall: Mall, uid: int, now: int) -> int:
    import numpy as np

    from huozhao.insight.tags.program import Program

    engine = mall.app.tags.engine
    program = Program(engine.ground.names, engine.ground.questions)
    rule = program.add(cases(engine.book.get("snack_lover")))
    results, _ = engine.judge.ask(program, np.array([uid]), np.array([rule]), now)
    return int(results[0])


def test_an_idle_mall_sleeps_until_something_falls_due() -> None:
    with shopping() as mall:
        mall.goods(**GOODS)
        mall.did("u1", "Product Viewed", sku="mat")
        mall.send()
        live, engine = mall.app.tags.live, mall.app.tags.engine
        assert live.wait(engine.log.head()) and not engine.filling
        before = time.thread_time(), engine.position
        assert engine.next_due - mall.now <= 365 * DAY_MS and not engine.step(), "there is nothing to do"
        assert engine.position == before[1]
