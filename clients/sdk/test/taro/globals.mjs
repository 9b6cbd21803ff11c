// The names that Taro's compiler takes from its runtime instead of the platform, wherever code asks for them.
export { document, history, location, MutationObserver, navigator, TaroElement as Element, URLSearchParams, window } from "@tarojs/runtime";
