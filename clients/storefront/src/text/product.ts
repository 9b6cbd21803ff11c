import { pair } from "./pair";

export const product = pair({
  title: "商品", choose: "选择规格", soldOut: "缺货", out: "暂时缺货", due: "预计 {time} 到货", tell: "收藏后，到货会提醒你", similar: "先看看下面相似的商品", facts: "成分与参数", shelfLife: "保质期", days: "{n} 天", launched: "上市时间",
  reviews: "评价（{n}）", noReviews: "还没有评价，收到货后来写第一条吧", shoppers: "{n} 人评分", noStars: "暂无评分",
  size: "建议选 {size}", pick: "选这个", favourite: "收藏", favoured: "已收藏", unfavoured: "已取消收藏", buy: "立即购买",
}, {
  title: "Product", choose: "Choose", soldOut: "sold out", out: "Sold out for now", due: "expected back {time}", tell: "save it to hear when it is back", similar: "Similar goods are right below", facts: "Ingredients and details", shelfLife: "Shelf life", days: "{n day|days}", launched: "On sale since",
  reviews: "Reviews ({n})", noReviews: "No reviews yet. Be the first once yours arrives", shoppers: "{n rating|ratings}", noStars: "No ratings yet",
  size: "{size} should fit", pick: "Choose it", favourite: "Save", favoured: "Added to favourites", unfavoured: "Removed from favourites", buy: "Buy now",
});
