"""The client kit in a real browser against a real mall, while things go wrong: nothing is lost, nothing is twice."""

import time

import pytest
from playwright.sync_api import Route

from tests.sdk.kit_page import Tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HOUR_S, DAY_S = 3_600, 86_400
CLOCK_S = 60  # how far a time may be off that was put right


def broken(route: Route) -> None:
    """Answer as a server that fails."""
    route.fulfill(status=500, body="{}")


def lost(route: Route) -> None:
    """Let the mall do it, and lose its answer."""
    route.fetch()
    route.abort()


def test_a_tab_that_is_killed_loses_nothing(tab: Tab) -> None:
    tab.open().agree().browse(0, 20)
    tab.context.set_offline(True)
    tab.browse(20, 60)
    tab.kill()
    tab.context.set_offline(False)
    tab.open().settled()
    assert len(tab.mall.has(tab.shopper, 66)) == 66


def test_an_hour_without_network_loses_nothing_and_everything_keeps_its_time(tab: Tab) -> None:
    tab.open(ahead_s=1).agree().browse(0, 1)
    tab.settled()  # the mall has said what time it is; the browser's hour passes in a moment of the mall's
    tab.context.set_offline(True)
    tab.browse(1, 100)
    told_at = tab.mall.now()
    tab.page.clock.fast_forward(HOUR_S * 1000)
    assert tab.state()["waiting"] == 108
    tab.context.set_offline(False)
    state = tab.settled()
    assert (state["accepted"], state["refused"], state["lost"]) == (110, {}, [0, 0, 0])
    for found in tab.mall.has(tab.shopper, 110):
        assert abs(_seconds(found["at"]) - told_at) < CLOCK_S


def test_a_full_storage_loses_nothing_while_the_tab_lives(tab: Tab) -> None:
    tab.open().agree().settled()
    tab.context.set_offline(True)
    tab.run("""{ let text = "x".repeat(1 << 20);
        while (text) { try { localStorage.setItem(`junk${Math.random()}`, text); }
                       catch { text = text.slice(text.length / 2 + 1); } } }""")
    tab.browse(0, 100)
    tab.context.set_offline(False)
    assert tab.settled()["lost"] == [0, 0, 0]
    tab.mall.has(tab.shopper, 110)


def test_a_mall_that_answers_500_gets_everything_once_it_is_well(tab: Tab) -> None:
    tab.open(ahead_s=1).agree().settled()
    tab.context.route("**/v1/**", broken)
    tab.browse(0, 50)
    tab.run("kit.flush()")
    tab.page.clock.fast_forward(10_000)
    assert tab.state()["waiting"] == 55
    tab.context.unroute("**/v1/**", broken)
    tab.page.clock.fast_forward(HOUR_S * 1000)
    tab.settled()
    tab.mall.has(tab.shopper, 55)


def test_an_answer_that_is_lost_stores_nothing_twice_even_when_the_tab_is_killed_then(tab: Tab) -> None:
    tab.open().agree().browse(0, 1)
    tab.settled()
    tab.context.route("**/v1/events", lost)
    tab.browse(1, 40)
    tab.run("kit.flush()")
    tab.kill()
    tab.context.unroute("**/v1/events", lost)
    state = tab.open().settled()
    assert (state["accepted"], state["refused"]) == (0, {}) and state["duplicate"] == 42
    tab.mall.has(tab.shopper, 44)


@pytest.mark.parametrize("ahead_s", [DAY_S, -DAY_S])
def test_a_clock_that_is_wrong_by_a_day_is_put_right(tab: Tab, ahead_s: int) -> None:
    tab.open(ahead_s=ahead_s).agree().browse(0, 10)
    state = tab.settled()
    assert (state["accepted"], state["refused"]) == (11, {})
    for found in tab.mall.has(tab.shopper, 11):
        assert abs(_seconds(found["at"]) - tab.mall.now()) < CLOCK_S


def test_a_token_that_ended_is_renewed(tab: Tab) -> None:
    tab.open().agree().browse(0, 1)
    tab.settled()
    tab.mall.end_tokens(tab.shopper)
    tab.browse(1, 3)
    tab.settled()
    tab.mall.has(tab.shopper, 4)


def test_two_tabs_share_the_storage_and_send_each_event_once(tab: Tab) -> None:
    tab.open().agree()
    tab.context.set_offline(True)
    tab.browse(0, 20)
    first, tab.page = tab.page, tab.context.new_page()
    tab.context.set_offline(False)
    tab.open().browse(20, 40)
    assert tab.settled()["duplicate"] == 0
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # its shopper comes back to it
    first.wait_for_function("kit.state().waiting === 0")
    assert first.evaluate("kit.state().duplicate") == 0
    tab.mall.has(tab.shopper, 44)


def test_what_does_not_fit_is_given_up_oldest_views_first_and_counted_here_and_there(tab: Tab) -> None:
    before = tab.mall.missing()
    tab.open(options="{ most: 20000 }").agree().settled()
    tab.context.set_offline(True)
    tab.browse(0, 200)
    tab.context.set_offline(False)
    state = tab.settled()
    assert state["lost"][0] == 0 and state["lost"][2] > 0
    found = tab.mall.has(tab.shopper, 220 - sum(state["lost"]))
    assert sum(each["name"] == "Product Added To Cart" for each in found) == 20
    assert tab.mall.missing() - before == sum(state["lost"])


def _seconds(at: str) -> float:
    return time.mktime(time.strptime(at[:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone
