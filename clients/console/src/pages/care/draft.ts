import type { CareGuide, CareGuideIn } from "../../api/types";

export interface ReminderDraft { id: string; day: number; title: string; body: string; titleEn: string; bodyEn: string }
export interface Draft {
  id: string; titleZh: string; titleEn: string; bodyZh: string; bodyEn: string; skus: string[]; category: string; video: string;
  reminders: ReminderDraft[]; hasCycle: boolean; days: number; sku: string; lead: number; perUnit: boolean; asks: boolean;
}

export const blank = (): Draft => ({
  id: "", titleZh: "", titleEn: "", bodyZh: "## 第一步\n1. \n2. \n\n## 保养\n- ", bodyEn: "", skus: [], category: "", video: "",
  reminders: [], hasCycle: false, days: 60, sku: "", lead: 5, perUnit: true, asks: true,
});

interface Words { zh: string; en: string }
const other = (text: Words): string => (text.en === text.zh ? "" : text.en);

export function fromGuide(guide: CareGuide): Draft {
  const cycle = guide.cycle as { days: number; sku: string; lead_days: number; per_unit: boolean } | null;
  const reminders = guide.reminders as { id: string; day: number; title: Words; body: Words }[];
  return {
    ...blank(), id: guide.guide, titleZh: guide.title.zh, titleEn: other(guide.title), bodyZh: guide.body.zh, bodyEn: other(guide.body),
    skus: [...guide.skus], category: guide.category.join(" / "), video: guide.video, asks: guide.asks, hasCycle: cycle !== null,
    reminders: reminders.map((each) => ({ id: each.id, day: each.day, title: each.title.zh, body: each.body.zh, titleEn: other(each.title), bodyEn: other(each.body) })),
    ...(cycle ? { days: cycle.days, sku: cycle.sku, lead: cycle.lead_days, perUnit: cycle.per_unit } : {}),
  };
}

/** What goes over the wire; a reminder without an id gets one that no other has. */
export function toBody(draft: Draft): CareGuideIn {
  const text = (zh: string, en: string): Record<string, string> => (en.trim() ? { zh, en } : { zh });
  return {
    title: text(draft.titleZh, draft.titleEn), body: text(draft.bodyZh, draft.bodyEn), skus: draft.skus,
    category: draft.category.split("/").map((each) => each.trim()).filter(Boolean), video: draft.video.trim(), asks: draft.asks,
    reminders: draft.reminders.map((each, n) => ({ id: each.id || `r${Date.now().toString(36)}${n}`, day: each.day, title: text(each.title, each.titleEn), body: text(each.body, each.bodyEn) })),
    cycle: draft.hasCycle ? { days: draft.days, sku: draft.sku.trim(), lead_days: Math.min(draft.lead, draft.days), per_unit: draft.perUnit } : null,
    state: "draft",
  };
}
