import type { Compared, Trial } from "../../api/trials";

/** Each city's relative change of a measure under an arm, against another; cities where the other has 0 fall away. */
export function ratios(report: Pick<Trial, "runs">, compared: Pick<Compared, "arm" | "other" | "measure">): number[] {
  const other = new Map(report.runs.filter((run) => run.arm === compared.other).map((run) => [run.seed, run.measures[compared.measure] ?? 0]));
  return report.runs.filter((run) => run.arm === compared.arm && other.get(run.seed))
    .map((run) => (run.measures[compared.measure] ?? 0) / other.get(run.seed)! - 1);
}

/** Where values lie on an axis from the least to the greatest of them, in percent of its width. */
export function along(values: number[]): (value: number) => number {
  const least = Math.min(...values);
  const span = Math.max(...values) - least || 1;
  return (value) => 2 + (96 * (value - least)) / span;
}
