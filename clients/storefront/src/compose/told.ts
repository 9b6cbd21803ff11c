import { Failure } from "../api/wire";
import { say } from "../text";

/** Tell the shopper something in passing. */
export function tell(title: string): void {
  void uni.showToast({ title, icon: "none", duration: 2200 });
}

/** Tell why something did not work: the mall's own reason where it gave one. */
export function tellFailure(failure: unknown): void {
  const common = say.value.common;
  if (!(failure instanceof Failure)) tell(common.broken);
  else if (failure.kind === "offline") tell(common.offline);
  else tell(failure.kind === "refused" ? inOneLanguage(failure.message) || common.broken : common.broken);
}

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
