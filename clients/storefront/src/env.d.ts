/// <reference types="vite/client" />

declare module "*.vue" {
  import type { DefineComponent } from "vue";
  const component: DefineComponent<object, object, unknown>;
  export default component;
}

interface ImportMetaEnv {
  /** Where the mall's server is, for builds that are not served by it: https://mall.example */
  readonly VITE_MALL_URL?: string;
}
