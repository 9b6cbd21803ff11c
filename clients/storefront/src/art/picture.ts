import { shapes } from "./shapes";

type Look = [RegExp, string, number];
/** What goods look like by their words: the drawing, and the hue of the shelf they stand on. The first that fits. */
const KINDS: Look[] = [
  [/面膜|mask/i, "mask", 340], [/面霜|精华|护理|cream/i, "jar", 332], [/洗面奶|防晒霜|牙膏/, "tube", 348], [/奶瓶|奶粉|米粉|辅食/, "baby", 28],
  [/洗衣液|洗洁精|清洁剂/, "jug", 198], [/洗发|沐浴/, "bottle", 340], [/纸尿裤|婴儿湿巾/, "tissue", 28], [/抽纸|纸巾|湿巾/, "tissue", 198],
  [/牛奶|果汁|酸奶|milk/i, "carton", 205], [/气泡水|可乐|饮料|啤酒/, "can", 42], [/鸡蛋|egg/i, "egg", 36], [/苹果|水果|橙|梨|apple/i, "apple", 4],
  [/三文鱼|鱼|虾|海鲜/, "fish", 12], [/蛋白棒|巧克力|能量棒/, "bar", 20], [/坚果|薯片|饼干|肉脯|零食|咖啡|麦片/, "bag", 42], [/垃圾袋/, "bag", 190],
  [/叶菜|蔬菜|茶|tea/i, "leaf", 128], [/充电宝/, "power", 222], [/充电器|电源/, "plug", 222], [/耳机/, "buds", 232], [/手机|phone/i, "phone", 214],
  [/瑜伽垫|垫/, "mat", 168], [/杯|壶|碗|cup/i, "cup", 176], [/袜/, "sock", 262], [/雨衣|T恤|卫衣|衫|防晒衣|外套/, "shirt", 268], [/伞/, "umbrella", 214],
  [/毛巾|浴巾/, "towel", 198],
];
const SHELVES: Look[] = [
  [/美妆|护肤|个护/, "bottle", 340], [/母婴/, "baby", 28], [/食品|零食/, "bag", 42], [/生鲜/, "leaf", 128], [/家居|日用|清洁/, "jug", 198], [/数码/, "plug", 222],
  [/运动|户外/, "cup", 168], [/服饰|服装|衣/, "shirt", 268], [/乳|液|水|油|酱/, "bottle", 340],
];
const PLAIN: [string, number] = ["box", 30];
const SPREAD = 25;

/** Return a data address of a drawn picture for goods that have none; products of one kind differ a little in hue. */
export function picture(title: string, category: readonly string[] = []): string {
  const [shape, hue] = lookOf([...category].reverse().concat(title));
  const own = hue + (hash(title) % SPREAD) - Math.floor(SPREAD / 2);
  const body = shapes[shape]?.(`hsl(${own},58%,62%)`, `hsl(${own},52%,40%)`, `hsl(${own},75%,95%)`) ?? "";
  const svg = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 120 120'><rect width='120' height='120' fill='hsl(${own},52%,93%)'/>`
    + `<ellipse cx='60' cy='106' rx='34' ry='5' fill='hsl(${own},35%,82%)'/>${body}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function lookOf(texts: readonly string[]): [string, number] {
  for (const looks of [KINDS, SHELVES]) {
    for (const text of texts) {
      const found = looks.find(([is]) => is.test(text));
      if (found) return [found[1], found[2]];
    }
  }
  return PLAIN;
}

function hash(text: string): number {
  let sum = 7;
  for (const each of text) sum = (sum * 31 + (each.codePointAt(0) ?? 0)) % 1_000_003;
  return sum;
}
