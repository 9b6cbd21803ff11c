import { DialogPlugin } from "tdesign-vue-next";

import { useWords } from "./words";

/** Ask before doing what cannot be taken back. */
export function useConfirm() {
  const { t } = useWords();
  return function confirm(header: string, body: string, go: () => unknown, theme: "primary" | "danger" = "primary"): void {
    const dialog = DialogPlugin.confirm({
      header, body, theme: theme === "danger" ? "danger" : "info",
      confirmBtn: { content: t("common.confirm"), theme }, cancelBtn: t("common.cancel"),
      onConfirm: () => { dialog.destroy(); void go(); },
      onClose: () => dialog.destroy(),
    });
  };
}
