import type { Text } from "./api/types";

const CHINESE = /[\u4e00-\u9fff]/;

/** Split a message written as "中文 / English" into its two halves; other messages are the same in both. */
export function bilingual(message: string): Text {
  const at = message.indexOf(" / ");
  if (at > 0 && CHINESE.test(message.slice(0, at))) return { zh: message.slice(0, at), en: message.slice(at + 3) };
  return { zh: message, en: message };
}

/** Whether a text can be read by a reader of Chinese. */
export const isChinese = (text: string): boolean => CHINESE.test(text);
