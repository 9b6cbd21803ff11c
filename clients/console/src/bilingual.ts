import type { Text } from "./api/types";
import { mistakeInChinese } from "./text/mistakes";

const CHINESE = /[\u4e00-\u9fff]/;

/** Split a message written as "中文 / English" or "English / 中文" into its halves; others are the same in both. */
export function bilingual(message: string): Text {
  for (let at = message.indexOf(" / "); at > 0; at = message.indexOf(" / ", at + 1)) {
    const [first, second] = [message.slice(0, at), message.slice(at + 3)];
    if (CHINESE.test(first) && !CHINESE.test(second)) return { zh: first, en: second };
    if (CHINESE.test(second) && !CHINESE.test(first)) return { zh: second, en: first };
  }
  return { zh: mistakeInChinese(message) ?? message, en: message };
}

/** Whether a text can be read by a reader of Chinese. */
export const isChinese = (text: string): boolean => CHINESE.test(text);
