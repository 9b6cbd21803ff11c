"""Events in a person's words, for timelines and for the evidence of tags."""

from huozhao.terms.text import Text

VERBS: dict[str, Text] = {
    "Page Viewed": Text("浏览页面", "viewed pages"),
    "Product Viewed": Text("浏览", "viewed"),
    "Product Added To Cart": Text("加入购物车", "added to cart"),
    "Product Removed From Cart": Text("移出购物车", "removed from cart"),
    "Product Favourited": Text("收藏", "favourited"),
    "Product Unfavourited": Text("取消收藏", "unfavourited"),
    "Product Shared": Text("分享", "shared"),
    "Products Searched": Text("搜索", "searched"),
    "Recommendation Shown": Text("看到推荐", "was shown recommendations"),
    "Recommendation Seen": Text("看见推荐商品", "saw recommended goods"),
    "Recommendation Clicked": Text("点击推荐", "clicked recommendations"),
    "Scene Met": Text("遇到场景", "met a scene"),
    "Experiment Exposed": Text("进入实验", "met an experiment"),
    "Strategy Decided": Text("策略决策", "was considered for a strategy"),
    "Top Up Offered": Text("收到凑单推荐", "was offered a top-up"),
    "Care Reminded": Text("收到售后关怀", "was reminded of something bought"),
    "Subscription Granted": Text("允许一次订阅消息", "allowed a subscription message"),
    "Message Decided": Text("商城发消息", "was written to by the mall"),
    "Order Placed": Text("下单", "placed orders"),
    "Order Refused": Text("缺货未能下单", "was refused orders for want of stock"),
    "Order Paid": Text("支付订单", "paid orders"),
    "Order Cancelled": Text("取消订单", "cancelled orders"),
    "Order Shipped": Text("订单发货", "had orders shipped"),
    "Order Delivered": Text("订单送达", "had orders delivered"),
    "Order Returned": Text("退货", "returned orders"),
    "Product Bought": Text("购买", "bought"),
    "Complaint Heard": Text("抱怨", "complained"),
    "Need Stated": Text("说出需求", "stated a need"),
    "Product Returned": Text("退回", "returned"),
    "Identity Linked": Text("关联身份", "linked an identity"),
    "Identity Unlinked": Text("解除身份关联", "unlinked an identity"),
    "Shopper Registered": Text("注册或更新资料", "registered"),
    "Shopper Logged In": Text("登录", "logged in"),
    "Shopper Contact Given": Text("留下联系方式", "gave contact data"),
    "Place Reported": Text("允许使用精确位置", "reported an exact place"),
    "Order Exchanged": Text("换货", "exchanged goods"),
    "Payment Received": Text("付款到账", "made payments"),
    "Page Shared": Text("分享页面", "shared pages"),
    "Coupon Received": Text("领取优惠券", "received coupons"),
    "Coupon Used": Text("使用优惠券", "used coupons"),
    "Product Reviewed": Text("评价商品", "reviewed"),
    "Service Talked": Text("咨询客服", "talked with the service"),
    "Community Interacted": Text("社群互动", "took part in groups"),
}


def verb(name: str) -> Text:
    """Return an event's name in words; an unknown name speaks for itself."""
    return VERBS.get(name, Text(name, name))
