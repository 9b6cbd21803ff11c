import { computed } from "vue";
import { useI18n } from "vue-i18n";

import type { Text } from "../api/types";
import * as format from "../format";
import { useMall } from "./mall";

/** Translation and formatting bound to the chosen language and the mall's zone and currency. */
export function useWords() {
  const { t, te, locale: chosen } = useI18n();
  const { terms } = useMall();
  const locale = computed<format.Locale>(() => (chosen.value === "en" ? "en" : "zh"));
  return {
    t,
    te,
    locale,
    say: (text: Text | null | undefined): string => (text ? text[locale.value] || text.en : ""),
    money: (fen: number | null | undefined) => format.money(fen, locale.value, terms.value.currency),
    count: (value: number | null | undefined, digits = 0) => format.count(value, locale.value, digits),
    percent: (ratio: number | null | undefined) => format.percent(ratio, locale.value),
    metric: (value: number | null | undefined, unit: string) =>
      format.metric(value, unit, locale.value, terms.value.currency),
    moment: (at: string | number | null | undefined) => format.moment(at, terms.value, locale.value),
    clock: (at: string | number) => format.clockTime(at, terms.value, locale.value),
    dayKey: (at: string | number) => format.dayKey(at, terms.value),
    dayName: (at: string | number) => format.dayName(at, terms.value, locale.value),
    bytes: (value: number) => format.bytes(value, locale.value),
  };
}
