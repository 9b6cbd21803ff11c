import type { SceneShape, Shop } from "../../api/types";

export const STATE_THEMES: Record<string, "success" | "warning" | "primary" | "default"> = { live: "success", off: "warning", draft: "primary", deleted: "default" };
export const VERDICT_THEMES: Record<string, "success" | "danger" | "warning" | "default"> = { helps: "success", hurts: "danger", open: "warning", none: "default" };
export const PLACEMENTS = ["home", "category", "product", "cart", "order_done", "search"] as const;
export const SKIES = ["rain", "snow", "storm", "fog", "haze", "heat", "clear", "cloudy"] as const;
export const PROVINCES = "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 台湾 香港 澳门".split(" ");
export const TERMS = "小寒 大寒 立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至 小暑 大暑 立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至".split(" ");
export const HOLIDAYS: [string, string][] = [
  ["new_year", "元旦"], ["spring_festival", "春节"], ["lantern", "元宵节"], ["tomb_sweeping", "清明节"], ["labour_day", "劳动节"], ["dragon_boat", "端午节"], ["qixi", "七夕"],
  ["mid_autumn", "中秋节"], ["national_day", "国庆节"], ["double_ninth", "重阳节"], ["laba", "腊八"], ["little_new_year", "小年"], ["new_years_eve", "除夕"], ["valentine", "情人节"],
  ["women", "妇女节"], ["mothers", "母亲节"], ["may_20", "520"], ["children", "儿童节"], ["june_18", "618"], ["fathers", "父亲节"], ["teachers", "教师节"], ["double_11", "双11"],
  ["double_12", "双12"], ["christmas", "圣诞节"],
];

export interface Dot { x: number; y: number; name: string; inside: boolean }
export interface Drawn { x: number; y: number; r: number; path: string; name: string }
export interface Picture { width: number; height: number; dots: Dot[]; shapes: Drawn[]; bar: { width: number; km: number }; at: (x: number, y: number) => [number, number] }
const KM_PER_DEGREE = 111.19;

/** Draw places and the shops around them: north up, one scale for both directions. */
export function draw(shapes: readonly SceneShape[], shops: readonly Shop[], width = 560, height = 340): Picture | null {
  const points = shapes.flatMap((shape) => shape.points.map((point) => point as [number, number]));
  if (!points.length) return null;
  const middle = points.reduce((sum, [, latitude]) => sum + latitude, 0) / points.length;
  const squeeze = Math.cos((middle * Math.PI) / 180);
  const reach = shapes.flatMap((shape) => shape.points.flatMap(([longitude = 0, latitude = 0]) => {
    const away = (shape.km ?? 0) / KM_PER_DEGREE;
    return [[longitude - away / squeeze, latitude - away], [longitude + away / squeeze, latitude + away]] as [number, number][];
  }));
  const west = Math.min(...reach.map(([x]) => x)), east = Math.max(...reach.map(([x]) => x));
  const south = Math.min(...reach.map(([, y]) => y)), north = Math.max(...reach.map(([, y]) => y));
  const wide = Math.max((east - west) * squeeze, ((north - south) * width) / height, 0.002) * 1.5;
  const scale = width / wide;
  const [cx, cy] = [(west + east) / 2, (south + north) / 2];
  const x = (longitude: number) => width / 2 + (longitude - cx) * squeeze * scale;
  const y = (latitude: number) => height / 2 - (latitude - cy) * scale;
  const km = niceKm((wide * KM_PER_DEGREE) / 4);
  const drawn = shapes.map((shape) => {
    const corners = shape.points.map(([longitude = 0, latitude = 0]) => [x(longitude), y(latitude)] as const);
    const path = shape.km === null ? `M${corners.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join("L")}Z` : "";
    return { x: corners[0]![0], y: corners[0]![1], r: ((shape.km ?? 0) / KM_PER_DEGREE) * scale, path, name: shape.name };
  });
  const dots = shops.filter((shop) => shop.open && shop.longitude !== null && shop.latitude !== null).map((shop) => {
    const [px, py] = [x(shop.longitude!), y(shop.latitude!)];
    return { x: px, y: py, name: shop.name, inside: drawn.some((shape) => !shape.path && Math.hypot(px - shape.x, py - shape.y) <= shape.r) };
  }).filter((dot) => dot.x > 0 && dot.x < width && dot.y > 0 && dot.y < height);
  return { width, height, dots, shapes: drawn, bar: { width: (km / KM_PER_DEGREE) * scale, km }, at: (px, py) => [cx + (px - width / 2) / squeeze / scale, cy - (py - height / 2) / scale] };
}

function niceKm(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map((step) => step * power).find((step) => step <= most) ?? power;
}
