"""The verdict on an experiment in plain words, and what would change it."""

from collections.abc import Sequence
from dataclasses import dataclass

from huozhao.operations.experiments.experiment import Experiment
from huozhao.operations.experiments.power import Baseline, units_needed
from huozhao.operations.experiments.report import LEAST_CLUSTERS, LEAST_SHOPPERS, Comparison, Report
from huozhao.operations.metrics import BY_NAME
from huozhao.terms.text import Text

UNITS = {"shopper": Text("位顾客", "shoppers"), "shop": Text("家门店", "shops"), "switchback": Text("个时段", "blocks")}


WAITING = (Text("还没有顾客进入实验", "nobody has met the experiment yet"),
           Text("实验开始后，顾客打开对应页面时就会进入", "shoppers enter as they open its pages"))
SCATTERED = Text("照目前的波动，这样的变化很难测出，可以把“值得在意的变化”调大",
                 "as figures scatter, such a change can hardly be seen: raise the change that matters")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an experiment says: a code, the arm it speaks of (empty = none), the words, and what would change them.

    `more_units` are about how many units all arms together still lack for a clear answer, `more_days` how long that
    takes at the pace so far; 0 = none, None = not to be said.
    """

    code: str
    arm: str
    said: Text
    change: Text
    more_units: int | None = 0
    more_days: int | None = 0


def verdict(made: Experiment, found: Report, days: int) -> Verdict:
    """Judge a report after `days` days, by the first goal; the first of these that holds is said.

    Nobody was exposed · the split is broken · too few to compare · an arm wins but harms a guardrail · an arm wins ·
    the control wins · no difference that matters · not clear yet.
    """
    if not sum(found.reading.shoppers):
        return Verdict("waiting", "", *WAITING, None, None)
    if not found.split.is_sound:
        return _broken(made, found)
    main = found.of(made.goals[0])
    if any(each.interval is None for each in main):
        return _too_few(made, found)
    better = sorted((each for each in main if each.is_better), key=_gain, reverse=True)
    return _of_goal(made, found, main, better, days)


def _of_goal(
    made: Experiment, found: Report, main: Sequence[Comparison], better: Sequence[Comparison], days: int
) -> Verdict:
    for each in better:
        harmed = [guard for guard in found.comparisons
                  if guard.arm == each.arm and guard.metric != each.metric and guard.is_worse]  # fmt: skip
        return _harming(made, each, harmed[0]) if harmed else _winning(made, each)
    if all(each.is_worse for each in main):
        return _losing(made, min(main, key=_gain))
    if all(_is_within(each, made.worth) for each in main):
        return _alike(made, main)
    return _open(made, main, days)


def _gain(each: Comparison) -> float:
    return each.gain * (each.interval.value if each.interval else 0.0)


def _is_within(each: Comparison, worth: float) -> bool:
    """Tell whether a difference is surely smaller than what matters."""
    return each.interval is not None and each.is_relative and -worth < each.interval.low <= each.interval.high < worth


def _label(made: Experiment, arm: str) -> Text:
    return next(each.label for each in made.arms if each.arm == arm)


def _range(each: Comparison) -> str:
    interval = each.interval
    if interval is None:
        return ""
    if each.is_relative:
        return f"{interval.low:+.1%} … {interval.high:+.1%}"
    return f"{interval.low:+.4g} … {interval.high:+.4g}"


def _winning(made: Experiment, each: Comparison) -> Verdict:
    label, metric = _label(made, each.arm), BY_NAME[each.metric].label
    said = Text(f"“{label.zh}”更好：{metric.zh}相对变化 {_range(each)}，随时查看都成立的 95% 区间",
                f"“{label.en}” is better: {metric.en} changes by {_range(each)} (95 %, valid at every look)")
    change = Text("再看也很难翻转：二十个这样的结论里至多一个是偶然。接着运行只会让区间更窄；"
                  "若护栏指标转差，结论就会改变",
                  "more looks will hardly turn it: at most one such verdict in twenty is chance. Going on only narrows "
                  "the interval; a guardrail that gets worse would change it")  # fmt: skip
    return Verdict("winner", each.arm, said, change)


def _harming(made: Experiment, each: Comparison, guard: Comparison) -> Verdict:
    label, metric, harmed = _label(made, each.arm), BY_NAME[each.metric].label, BY_NAME[guard.metric].label
    said = Text(f"“{label.zh}”改善了{metric.zh}（{_range(each)}），但{harmed.zh}变差（{_range(guard)}），先别推广",
                f"“{label.en}” improves {metric.en} ({_range(each)}) but harms {harmed.en} ({_range(guard)}): do not "
                "roll it out yet")  # fmt: skip
    change = Text(f"若认为{harmed.zh}的损失值得，可以自行决定；或改进这一组后重新实验",
                  f"decide for yourself if the loss in {harmed.en} is worth it, or change the arm and try again")
    return Verdict("guardrail", each.arm, said, change)


def _losing(made: Experiment, each: Comparison) -> Verdict:
    control, metric = _label(made, made.control), BY_NAME[each.metric].label
    said = Text(f"“{control.zh}”更好：其他组的{metric.zh}都更差（最差 {_range(each)}）",
                f"“{control.en}” is better: {metric.en} is worse in every other arm (worst {_range(each)})")
    change = Text("再看也很难翻转。保留现有做法，换一个想法再试",
                  "more looks will hardly turn it: keep what there is and try another idea")
    return Verdict("control_wins", made.control, said, change)


def _alike(made: Experiment, main: Sequence[Comparison]) -> Verdict:
    metric = BY_NAME[main[0].metric].label
    said = Text(f"没有值得在意的差别：{metric.zh}的变化一定小于 ±{made.worth:.1%}",
                f"no difference that matters: {metric.en} changes by less than ±{made.worth:.1%} for sure")
    change = Text("若更小的变化也值得在意，把“值得在意的变化”调小，继续运行",
                  "if smaller changes matter, lower the change that matters and go on")
    return Verdict("alike", "", said, change)


def _open(made: Experiment, main: Sequence[Comparison], days: int) -> Verdict:
    """Say that it is not clear yet, and about how much is missing to see the change that matters."""
    needed = [_missing(made, each) for each in main]
    unit = UNITS[made.design]
    ranges = "；".join(f"“{_label(made, each.arm).zh}”{_range(each)}" for each in main)
    ranges_en = "; ".join(f"“{_label(made, each.arm).en}” {_range(each)}" for each in main)
    said = Text(f"还看不出差别：{ranges}，区间包含 0", f"no clear difference yet: {ranges_en} includes 0")
    if any(each is None for each in needed):
        return Verdict("open", "", said, SCATTERED, None, None)
    more = sum(each or 0 for each in needed)
    seen = max(each.effect.n if each.effect else 0 for each in main)
    more_days = -(-more * max(days, 1) // max(seen, 1))
    change = Text(f"大约还需要 {more:,} {unit.zh}（照现在的速度约 {more_days:,} 天），"
                  f"才能以八成把握看出 ±{made.worth:.1%} 的变化",
                  f"about {more:,} more {unit.en} ({more_days:,} days at this pace) would show a change of "
                  f"±{made.worth:.1%} four times out of five")  # fmt: skip
    if more == 0:
        change = Text(f"人数已足够看出 ±{made.worth:.1%} 的变化却没有看到：真有差别的话多半更小",
                      f"there are enough to see a change of ±{made.worth:.1%}, and none is seen: if there is one, it "
                      "is probably smaller")  # fmt: skip
    return Verdict("open", "", said, change, more, more_days)


def _missing(made: Experiment, each: Comparison) -> int | None:
    """Return about how many more units one comparison needs; the variance of a unit is error² · n/4."""
    if each.effect is None or each.effect.control == 0:
        return None
    base = Baseline(abs(each.effect.control), each.effect.absolute.error**2 * each.effect.n / 4)
    needed = units_needed(base, made.worth, each.corrected.alpha, tuned_to=made.tuned_to)
    return None if needed is None else max(0, 2 * needed - each.effect.n)


def _broken(made: Experiment, found: Report) -> Verdict:
    counts = " : ".join(f"{n:,}" for n in found.split.found)
    expected = " : ".join(f"{n:,.0f}" for n in found.split.expected)
    said = Text(f"分组比例不对，结果不可信：实际 {counts}，应为 {expected}（p = {found.split.p_value:.1g}）",
                f"the split is wrong and no figure can be trusted: {counts} where {expected} were due "
                f"(p = {found.split.p_value:.1g})")  # fmt: skip
    change = Text("先查明原因：是否某一组的页面更慢、更常出错，或曝光没有记录；修好后重新开始一个实验",
                  "find out why first: is a page slower or failing in one arm, are exposures lost? Then start a new one"
                  )  # fmt: skip
    return Verdict("split_broken", "", said, change, None, None)


def _too_few(made: Experiment, found: Report) -> Verdict:
    unit, least = UNITS[made.design], LEAST_CLUSTERS if made.is_clustered else LEAST_SHOPPERS
    counts = " : ".join(f"{n:,}" for n in (found.reading.units if made.is_clustered else found.reading.shoppers))
    said = Text(f"人数太少，还不能比较（{counts}）", f"too few to compare yet ({counts})")
    change = Text(f"每组至少要 {least} {unit.zh}，并且指标有发生",
                  f"each arm needs {least} {unit.en} and something to count")
    return Verdict("too_few", "", said, change, None, None)
