import { ref } from "vue";

import { getStorefront } from "../api/goods";
import { kit } from "../track";

/** The parts of the mall whose news WeChat may bring, each by a template of its own. */
type Part = "care" | "coupons" | "favourites";

/** Templates by part, known before a tap because WeChat asks only in the tap itself. Elsewhere than in WeChat there are none. */
const templates = ref<Record<string, string>>({});
const refused = new Set<string>();

/** Learn of the templates; the mall names none as long as nothing could be sent. */
export async function learnTemplates(): Promise<void> {
  // #ifdef MP-WEIXIN
  templates.value = (await getStorefront().catch(() => ({ templates: {} }))).templates;
  // #endif
}

/** Whether there is anything to ask for a part. */
export const canTell = (part: Part): boolean => part in templates.value;

/**
 * Ask, in the tap itself, whether WeChat may bring one message of a part; returns whether it may. Never rejects. Who
 * refused is not asked again in this sitting, unless they wish for it themselves.
 */
export async function askToTell(part: Part, isWished = false): Promise<boolean> {
  const template = templates.value[part];
  if (!template || (refused.has(template) && !isWished)) return false;
  const isAllowed = (await kit.subscribe([template], part).catch(() => [])).length > 0;
  if (!isAllowed) refused.add(template);
  return isAllowed;
}
