import "tdesign-vue-next/es/style/index.css";
import "./theme/theme.css";

import { createApp } from "vue";

import App from "./App.vue";
import { router } from "./router";
import { i18n, speak } from "./text";

speak(i18n.global.locale.value === "en" ? "en" : "zh");
createApp(App).use(router).use(i18n).mount("#app");
