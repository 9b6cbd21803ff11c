import { pair } from "./pair";

export const place = pair({
  title: "收货地", why: "收货地决定哪家门店给你送、多久能到。位置只用于这次浏览和下单，不开个性化也能用。", useHere: "用我的当前位置", none: "不提供位置", here: "当前位置", refused: "没有拿到位置，请在下面选一家附近的门店", near: "{shop}附近", shops: "或选离你近的门店", noShops: "商城还没有门店",
}, {
  title: "Where to deliver", why: "It decides which shop serves you and how soon. Your location is used for this visit and its orders only, and works without personal recommendation.", useHere: "Use my location", none: "No location", here: "My location", refused: "Could not get your location; choose a shop near you below", near: "{shop} area", shops: "Or a shop near you", noShops: "The mall has no shops yet",
});
