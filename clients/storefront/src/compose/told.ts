import { Failure } from "../api/wire";
import { say } from "../text";

/** Tell the shopper something in passing. */
export function tell(title: string): void {
  void uni.showToast({ title, icon: "none", duration: 2200 });
}

/** Why something did not work: the mall's own reason where it gave one. */
export function whyNot(failure: unknown): string {
  const common = say.value.common;
  if (!(failure instanceof Failure) || failure.kind === "broken") return common.broken;
  if (failure.kind === "offline") return common.offline;
  const meant = (say.value.refusals as Record<string, string>)[failure.code];
  return meant ?? (inOneLanguage(failure.message) || common.broken);
}

/** Which line of a basket a refusal is about: its field is lines[n]; -1 where it is about none. */
export function lineOf(failure: unknown): number {
  return Number((failure instanceof Failure && /^lines\[(\d+)\]/.exec(failure.field)?.[1]) || -1);
}

/** Tell why something did not work, in passing. */
export const tellFailure = (failure: unknown): void => tell(whyNot(failure));

/** Ask before something that cannot be taken back. */
export function sure(content: string, confirmText = say.value.common.confirm): Promise<boolean> {
  return new Promise((resolve) => {
    uni.showModal({ content, confirmText, confirmColor: "#b52a1c", cancelText: say.value.common.cancel,
                    success: ({ confirm }) => resolve(confirm), fail: () => resolve(false) });
  });
}

/** The mall's messages for people hold both languages apart by a slash: "English / 中文". */
export function inOneLanguage(message: string): string {
  const parts = message.split(" / ");
  if (parts.length !== 2) return message;
  const isChinese = say.value.common.language === "English";
  const [first = "", second = ""] = parts;
  return /[\u4e00-\u9fff]/.test(first) === isChinese ? first : second;
}
