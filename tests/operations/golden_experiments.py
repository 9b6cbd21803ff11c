"""Published figures of other programs: inputs, outputs, sources. One case a claim; `digits` are those printed.

GrowthBook: packages/stats/tests and packages/shared/test, MIT, at 8f1db445. statsmodels: 0.15.0, BSD-3. tea-tasting:
1.14.0, MIT; its user data with n_users=100, covariates=True, seed=42.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from huozhao.operations.assignment import layer_place
from huozhao.operations.experiments.corrections import corrected
from huozhao.operations.experiments.effect import Effect, Kind, Part, effect
from huozhao.operations.experiments.intervals import TUNED_TO, fixed, rho_for, sequential
from huozhao.operations.experiments.moments import Moments, moments, of_sums
from huozhao.operations.experiments.power import Baseline, detectable, power, power_of, units_needed
from huozhao.operations.experiments.split import check_split


@dataclass(frozen=True, slots=True)
class Case:
    """One published result and how ours is computed."""

    name: str
    ours: Callable[[], Sequence[float]]
    published: tuple[float, ...]
    digits: int = 5

    def misses(self) -> list[tuple[float, float]]:
        """Return the figures that differ in a printed digit, as (ours, published)."""
        # Half a unit of the last digit, and a hair for figures that end in a 5.
        near = 0.5000001 * 10.0**-self.digits
        pairs = list(zip(self.ours(), self.published, strict=True))
        return [pair for pair in pairs if not abs(pair[0] - pair[1]) <= near]


def found(control: Moments, treatment: Moments, kind: Kind = "mean", cuped: bool = False) -> Effect:
    made = effect(control, treatment, kind, cuped)
    assert made is not None
    return made


def relative(made: Effect) -> Part:
    assert made.relative is not None
    return made.relative


def welch(made: Effect, absolute: bool = False) -> list[float]:
    """Return what `gbstats` prints: difference, bounds, standard error, p-value."""
    part = made.absolute if absolute else relative(made)
    interval = fixed(part, made.freedom)
    return [interval.value, interval.low, interval.high, part.error, interval.p_value]


def sequence(made: Effect, tuned_to: float = TUNED_TO) -> list[float]:
    interval = sequential(relative(made), made.n, rho_for(tuned_to))
    return [interval.value, interval.low, interval.high, relative(made).error, interval.p_value]


def pick(figures: Sequence[float], *places: int) -> list[float]:
    return [figures[place] for place in places]


def rates(made: Effect) -> list[float]:
    """Return both figures, the relative difference and its p-value."""
    return [made.control, made.treatment, *pick(welch(made), 0, 4)]


A, B = of_sums(3407, (1396.87, 52377.9767)), of_sums(3461, (2422.7, 134698.29))
A_3000 = of_sums(3000, (1396.87, 52377.9767))
ONE_A, ONE_B = of_sums(100, (270, 848.79)), of_sums(120, (300, 869))
RATIO_A = of_sums(100, (270, 848.79), (510, 810), crossed=(-900, 0, 0, 0, 0, 0))
RATIO_B = of_sums(120, (300, 869), (500, 800), crossed=(-905, 0, 0, 0, 0, 0))
CUPED_RATIO_A = of_sums(
    100, (485.112236689623, 2715.484666118136), (679.9093275844917, 4939.424001640236),
    (192.59138069991536, 460.076026390857), (290.1398399750233, 920.9461385038898),
    (3602.146836776702, 1113.6215759318352, 1559.2878434944676, 1460.3181079276983, 2130.9404074446747,
     634.239482353647),
)  # fmt: skip
CUPED_RATIO_B = of_sums(
    100, (514.7757826608777, 2994.897482705013), (705.4090874383759, 5291.36604146392),
    (206.94157227402536, 514.2903702246757), (302.54389139107326, 994.4506208125663),
    (3918.1561431600717, 1237.0953021125997, 1701.0287270040265, 1604.0759503266522, 2292.081739775257,
     698.4173425817908),
)  # fmt: skip


def before(n: int, after: tuple[float, float], past: tuple[float, float], crossed: float) -> Moments:
    return of_sums(n, after, before=past, crossed=(0, crossed, 0, 0, 0, 0))


CUPED_A, CUPED_B = before(3001, (300, 600), (210, 415), -20), before(3000, (222, 555), (120, 405), -10)
CUPED_C = before(4000, (450, 900), (300, 600), -30)
SHARE_A, SHARE_B = before(3001, (300, 300), (210, 210), -20), before(3000, (222, 222), (120, 120), -10)
SEQUENCE_A, SEQUENCE_B = before(3000, (1396.87, 52377.9767), (16.87, 527.9767), 1), before(
    3461, (2422.7, 134698.29), (22.7, 1348.29), 1)
# Sums of orders, sessions and their covariates by variant.
TEA_A = of_sums(53, (30, 58), (105, 259), (28, 90), (102, 380), (80, 56, 94, 76, 260, 118))
TEA_B = of_sums(47, (18, 30), (89, 205), (15, 31), (92, 290), (41, 23, 42, 36, 213, 42))
TEA_MEAN_A, TEA_MEAN_B = before(53, (30, 58), (28, 90), 56), before(47, (18, 30), (15, 31), 23)


def spread(pair: tuple[Moments, Moments], arm: int) -> list[float]:
    """Return the standard deviation of a unit of one arm after CUPED against the other."""
    theta = found(*pair, "mean", True).theta
    covariance = pair[arm].covariance()
    return [sqrt(covariance[0, 0] + theta**2 * covariance[2, 2] - 2 * theta * covariance[0, 2])]


EFFECTS = (
    Case("growthbook two_sided_ttest", lambda: welch(found(A, B)), (0.70732, -0.03526, 1.44989, 0.37879, 0.06191)),
    Case("growthbook two_sided_ttest_absolute", lambda: welch(found(A, B), True),
         (0.29, 0.04538, 0.53462, 0.12478, 0.02016)),
    Case("growthbook two_sided_ttest_binom",
         lambda: welch(found(of_sums(28, (14, 14)), of_sums(30, (16, 16)), "share")),
         (0.06667, -0.47767, 0.61101, 0.2717, 0.80707)),
    Case("growthbook two_sided_ttest_test_runs_ratio_ra",
         lambda: welch(found(CUPED_RATIO_A, CUPED_RATIO_B, "ratio", True)),
         (-0.0007, -0.00841, 0.007, 0.00391, 0.85771)),
    Case("growthbook get_metric_dfs_frequentist",
         lambda: rates(found(ONE_A, ONE_B)),
         (2.7, 2.5, -0.074074074, 0.145219005), 9),
    Case("growthbook get_metric_dfs_frequentist_ratio",
         lambda: rates(found(RATIO_A, RATIO_B, "ratio")),
         (0.529411765, 0.6, 0.133333333, 0.610663339), 9),
    Case("growthbook analyze_metric_df_ra", lambda: pick(welch(found(CUPED_A, CUPED_B, "mean", True)), 0, 4),
         (-0.281707154, 0.003732549), 9),
    Case("growthbook analyze_metric_df_ra_proportion",
         lambda: pick(welch(found(SHARE_A, SHARE_B, "share", True)), 0, 4), (-0.31620216, 0.000000353), 9),
    Case("growthbook analyze_metric_df_ratio_ra",
         lambda: pick(welch(found(CUPED_RATIO_A, CUPED_RATIO_B, "ratio", True)), 0, 4),
         (-0.000701483, 0.857710405), 9),
    Case("growthbook three_armed_cuped, arm 1", lambda: spread((CUPED_A, CUPED_B), 1), (0.423529598,), 9),
    Case("growthbook three_armed_cuped, arm 2", lambda: spread((CUPED_A, CUPED_C), 1), (0.458953951,), 9),
    Case("tea-tasting ratio_of_means_analyze_basic",
         lambda: [found(TEA_MEAN_A, TEA_MEAN_B).control, found(TEA_MEAN_A, TEA_MEAN_B).treatment,
                  *pick(welch(found(TEA_MEAN_A, TEA_MEAN_B), True), 0, 1, 2, 4)],
         (0.5660377358490566, 0.3829787234042553, -0.18305901244480127, -0.5004359360, 0.1343179112,
          0.2551230546709908), 10),
    Case("tea-tasting RatioOfMeans(orders, sessions)",
         lambda: pick(welch(found(TEA_A, TEA_B, "ratio"), True), 0, 1, 2, 4),
         (-0.08346709470304975, -0.235929864264466, 0.0689956748583665, 0.2799601070110709), 12),
    Case("tea-tasting Mean(orders, covariate)",
         lambda: pick(welch(found(TEA_MEAN_A, TEA_MEAN_B, "mean", True), True), 0, 1, 2, 4),
         (-0.0639860810399242, -0.2873693273276433, 0.15939716524779488, 0.5710263126825313), 12),
)  # fmt: skip

SEQUENCES = (
    Case("growthbook sequential_test_runs", lambda: sequence(found(A_3000, B), 1000),
         (0.50336, -0.55844, 1.56516, 0.33341, 1.0)),
    Case("growthbook sequential_test_runs_prop",
         lambda: sequence(found(of_sums(3000, (1396, 1396)), of_sums(3461, (2422, 2422)), "share")),
         (0.50386, 0.40098, 0.60675, 0.03386, 0.0)),
    Case("growthbook sequential_test_runs_ra", lambda: sequence(found(SEQUENCE_A, SEQUENCE_B, "mean", True)),
         (0.50338, -0.50969, 1.51646, 0.33341, 1.0)),
    Case("growthbook sequential_test_runs_ratio_ra",
         lambda: sequence(found(CUPED_RATIO_A, CUPED_RATIO_B, "ratio", True)),
         (-0.0007, -0.02063, 0.01923, 0.00391, 1.0)),
    Case("growthbook analyze_metric_df_sequential", lambda: pick(sequence(found(ONE_A, ONE_B), 600), 0, 1, 4),
         (-0.074074074, -0.233322085, 0.892332229), 9),
)  # fmt: skip

SPLITS = (
    Case("growthbook srm", lambda: [check_split((1000, 1200), (0.5, 0.5)).p_value], (0.000020079,), 9),
    Case("scipy chisquare", lambda: [check_split((1000, 1200), (1, 1)).p_value], (2.007865612426481e-05,), 15),
    Case("tea-tasting sample_ratio_analyze_norm_no_corr", lambda: [check_split((53, 47), (1, 1)).p_value],
         (0.5485062355001472,), 12),
)  # fmt: skip


def holm(*p_values: float) -> list[float]:
    return [each.p_value for each in corrected(p_values, "holm")]


def false_share(*p_values: float) -> list[float]:
    return [each.p_value for each in corrected(p_values, "benjamini_hochberg")]


# statsmodels stats/tests/test_multi.py: p-values, Holm and BH as R's multtest gives them.
RAW_1 = (5.2365677720800003e-05, 2.8140506198000000e-04, 1.4987731079600001e-02, 2.0273268879800001e-02,
         1.7709695272300000e-01, 6.4219392379499995e-01, 6.8084594763299999e-01, 7.1626938238000004e-01,
         8.3854136755300002e-01, 9.6783382430900000e-01)  # fmt: skip
HOLM_1 = (5.2365677720800005e-04, 2.5326455578199999e-03, 1.1990184863680001e-01, 1.4191288215860001e-01,
          1.0, 1.0, 1.0, 1.0, 1.0, 1.0)  # fmt: skip
BH_1 = (5.2365677720800005e-04, 1.4070253098999999e-03, 4.9959103598666670e-02, 5.0683172199499998e-02,
        3.5419390544599999e-01, 8.9533672797500008e-01, 8.9533672797500008e-01, 8.9533672797500008e-01,
        9.3171263061444454e-01, 9.6783382430900000e-01)  # fmt: skip
CORRECTIONS = (
    Case("statsmodels test_multi 1, Holm", lambda: holm(*RAW_1), HOLM_1, 15),
    Case("statsmodels test_multi 1, BH", lambda: false_share(*RAW_1), BH_1, 15),
    Case("statsmodels test_multi 2, Holm", lambda: holm(0.002, 0.004, 0.006, 0.008, 0.01, 0.012),
         (0.012, 0.02, 0.024, 0.024, 0.024, 0.024), 15),
    Case("statsmodels test_multi 2, BH", lambda: false_share(0.002, 0.004, 0.006, 0.008, 0.01, 0.012),
         (0.012,) * 6, 15),
    Case("statsmodels test_multi 3, Holm",
         lambda: holm(0.001, 0.002, 0.003, 0.004, 0.005, 0.05, 0.06, 0.07, 0.08, 0.09),
         (0.01, 0.018, 0.024, 0.028, 0.03, 0.25, 0.25, 0.25, 0.25, 0.25), 15),
    Case("statsmodels test_multi 3, BH",
         lambda: false_share(0.001, 0.002, 0.003, 0.004, 0.005, 0.05, 0.06, 0.07, 0.08, 0.09),
         (0.01, 0.01, 0.01, 0.01, 0.01, 0.08333333333333334, 0.0857142857142857, 0.0875, 0.0888888888888889, 0.09),
         15),
    Case("growthbook HB procedure", lambda: holm(0.01, 0.04, 0.03, 0.005, 0.55, 0.6),
         (0.05, 0.12, 0.12, 0.03, 1, 1), 12),
    Case("growthbook BH procedure", lambda: false_share(0.898, 0.138, 0.007, 0.964, 0.538, 0.006, 0.138),
         (0.964, 0.2415, 0.0245, 0.964, 0.7532, 0.0245, 0.2415), 8),
    Case("tea-tasting adjust_fdr_default", lambda: false_share(0.005, 0.06, 0.007, 0.04, 0.01, 0.03),
         (0.02, 0.06, 0.02, 0.048, 0.02, 0.045), 12),
    Case("tea-tasting adjust_fwer_arbitrary_dependence, Bonferroni steps",
         lambda: holm(0.005, 0.06, 0.007, 0.04, 0.01, 0.03), (0.03, 0.09, 0.035, 0.09, 0.04, 0.09), 12),
)  # fmt: skip

HUGE, CLICKS, MONEY = Baseline(10, 3909.9997749994377), Baseline(0.1, 0.09), Baseline(0.1, 0.5)
WEEKS = range(1, 10)


def weekly(base: Baseline, lift: float, tuned_to: float = 0.0) -> list[float]:
    """Return power and detectable rise after each week of 4,500 shoppers over three arms."""
    pairs = ((power_of(base, lift, 1500 * week, tuned_to=tuned_to), detectable(base, 1500 * week, tuned_to=tuned_to))
             for week in WEEKS)  # fmt: skip
    return [float(value or 0) for pair in pairs for value in pair]


POWERS = (
    Case("growthbook power", lambda: [power_of(HUGE, 0.05, 400_000 / 3)], (0.52144,)),
    Case("growthbook two-tailed mde", lambda: [detectable(HUGE, 400_000 / 3) or 0], (0.07027,)),
    Case("growthbook sequential power", lambda: [power_of(HUGE, 0.05, 400_000 / 3, tuned_to=5000)], (0.20596,)),
    Case("growthbook sequential mde", lambda: [detectable(HUGE, 400_000 / 3, tuned_to=5000) or 0], (0.12821,)),
    Case("growthbook checks power, click-through", lambda: weekly(CLICKS, 0.05),
         (0.073, 0.36767, 0.0965, 0.24505, 0.1204, 0.19525, 0.14458, 0.16673, 0.16895, 0.14774, 0.19342, 0.13394,
          0.21791, 0.12336, 0.24235, 0.11491, 0.26666, 0.10796)),
    Case("growthbook checks power, revenue", lambda: weekly(MONEY, 0.3),
         (0.17053, 1.26769, 0.29389, 0.71941, 0.41122, 0.54299, 0.51749, 0.4506, 0.61037, 0.39208, 0.68938, 0.35099,
          0.75513, 0.32018, 0.80886, 0.29603, 0.85213, 0.27647)),
    Case("growthbook checks sequential power, click-through", lambda: weekly(CLICKS, 0.05, 5000),
         (0.05936, 0.65545, 0.06912, 0.4112, 0.07849, 0.32394, 0.08761, 0.27607, 0.09657, 0.24484, 0.10541, 0.22241,
          0.11415, 0.20532, 0.12282, 0.19172, 0.13142, 0.18058)),
    Case("growthbook checks sequential power, revenue", lambda: weekly(MONEY, 0.3, 5000),
         (0.09832, 4.33868, 0.14992, 1.51846, 0.19972, 1.04943, 0.24784, 0.84084, 0.29426, 0.71862, 0.33888, 0.63663,
          0.38165, 0.577, 0.42249, 0.53123, 0.46136, 0.49473)),
    Case("growthbook checks power, weeks until revenue shows",
         lambda: [next(week for week in WEEKS if 1500 * week >= (units_needed(MONEY, 0.3) or 0))], (8,)),
    Case("statsmodels normal_power, as R's pwr.2p.test", lambda: [power(0.3, sqrt(2 / 80)), power(0.01, sqrt(2 / 80))],
         (0.475100870572638, 0.05045832927039234), 11),
)  # fmt: skip


def clustered() -> list[float]:
    """Return the difference of two arms of eight clusters and its error; members 3 + g mod 5, arm g mod 2."""
    arms: list[list[tuple[float, float]]] = [[], []]
    for g in range(16):
        members = [(g * 7 + n * 3) % 11 + g % 2 for n in range(3 + g % 5)]
        arms[g % 2].append((float(sum(members)), float(len(members))))
    one, other = (moments(np.array([(m, d, 0, 1) for m, d in arm], np.float64)) for arm in arms)
    made = found(one, other, "ratio")
    return [made.absolute.value, made.absolute.error]


# The error is that of OLS with cov_type="cluster" without correction, times √(8/7) for eight clusters an arm.
CLUSTERS = (Case("statsmodels cov_cluster", clustered, (0.6421052631578958, 0.3591061868906636), 12),)

# GrowthBook packages/sdk-js/test/cases.json, "inNamespace": shopper, layer, range, inside.
NAMESPACES = tuple(
    (user, layer, bounds, inside)
    for user, first, second in (("1", False, False), ("2", False, False), ("3", False, True), ("4", False, True))
    for layer, low in (("namespace1", first), ("namespace2", second))
    for bounds, inside in (((0.0, 0.4), low), ((0.4, 1.0), not low))
)
LAYERS = tuple(
    Case(f"growthbook inNamespace {user} {layer} {bounds}",
         lambda user=user, layer=layer, bounds=bounds: [  # type: ignore[misc]
             float(bounds[0] <= layer_place(layer, user) < bounds[1])], (float(inside),))
    for user, layer, bounds, inside in NAMESPACES
)  # fmt: skip

CASES = (*EFFECTS, *SEQUENCES, *SPLITS, *CORRECTIONS, *POWERS, *CLUSTERS, *LAYERS)
