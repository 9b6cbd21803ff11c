import { Button, MessagePlugin } from "tdesign-vue-next";
import { h } from "vue";

import { useWords } from "./words";

/** Say what was done, for eight seconds, with a way back where there is one. */
export function useTold() {
  const { t } = useWords();
  return function tell(text: string, undo?: () => unknown): void {
    const message = MessagePlugin.success({
      duration: 8000,
      content: () => h("span", { class: "row" }, [
        text,
        undo && h(Button, {
          size: "small", variant: "text", theme: "primary", "data-test": "undo",
          onClick: () => { MessagePlugin.close(message); void undo(); },
        }, () => t("common.undo")),
      ]),
    });
  };
}
