import { pair } from "./pair";

export const find = pair({
  title: "搜索", find: "搜索", mine: "我搜过的", forget: "清空", forgetSure: "清空这部手机上的搜索记录？", onPhone: "只保存在这部手机上", popular: "大家在搜", shelves: "按类目找", press: "按“搜索”查找“{q}”",
  none: "没有找到", noneHint: "换个说法试试，拼音和错字也认得。", total: "共 {n} 件", instead: "先看看这些热门商品", personal: "已按你的口味排序", under: "{n} 以内",
  kinds: { query: "热搜", category: "类目", brand: "品牌", word: "" },
}, {
  title: "Search", find: "Search", mine: "My searches", forget: "Clear", forgetSure: "Clear the searches on this phone?", onPhone: "Kept on this phone only", popular: "Popular searches", shelves: "By category", press: "Press Search to look for “{q}”",
  none: "Nothing found", noneHint: "Try other words; pinyin and typos are understood.", total: "{n product|products}", instead: "Popular products instead", personal: "sorted to your taste", under: "under {n}",
  kinds: { query: "popular", category: "category", brand: "brand", word: "" },
});
