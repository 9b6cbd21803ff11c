"""The contracts of tables: every column of every kind of file that can be imported. The reference is made from this."""

from huozhao.flows.imports.header import Column, TableContract
from huozhao.terms.text import Text

_SKU = Column("sku", "商品编码", "text", Text("在售规格的编号", "id of the sellable unit"), "A-1001-RED", True,
              aliases=("sku_id", "货号", "规格编码", "商品编号", "商品ID", "item_id"))
_SHOP = Column("shop", "门店编码", "text", Text("门店或仓库的编号", "id of the shop or warehouse"), "S01",
               aliases=("shop_id", "门店", "门店编号", "仓库", "仓库编码", "store", "store_id"))
_SHOPPER = Column(
    "shopper", "买家", "text",
    Text("商城自己的顾客编号，不要用手机号；空着就是游客", "the mall's own id of the shopper, not a phone number; "
         "empty = guest"),
    "u-20418", aliases=("shopper_id", "顾客", "顾客编号", "会员编号", "会员ID", "买家ID", "用户ID", "user_id", "buyer",
                        "member_id", "customer_id"))
_PRICE = Column("price", "单价", "yuan", Text("一件的实付价格", "price paid for one unit"), "12.50", unit="元 / yuan",
                aliases=("unit_price", "实付单价", "售价", "价格", "成交价"))
_PRICE_FEN = Column("price_fen", "单价（分）", "fen", Text("同上，以分为单位的整数", "the same in integer fen"), "1250",
                    unit="分 / fen")
_QUANTITY = Column("quantity", "数量", "whole number", Text("件数", "units"), "2", True, "件 / units",
                   ("qty", "购买数量", "件数", "商品数量"))

GOODS = TableContract("goods", Text("商品", "Goods"), Text("每行一个规格（SKU）", "one row a sellable unit (SKU)"), (
    _SKU,
    Column("spu", "商品款号", "text", Text("同一款商品的编号，不填则同 sku", "id of the product; the SKU when empty"),
           "A-1001", aliases=("spu_id", "款号", "product_id")),
    Column("title", "商品名称", "text", Text("给顾客看的名称", "name that shoppers see"), "纯牛奶 250ml×12", True,
           aliases=("name", "名称", "标题", "商品标题", "品名", "description")),
    Column("category", "类目", "list", Text("从大到小，用 > 或 / 隔开", "from broad to narrow, separated by > or /"),
           "食品>乳品>纯牛奶", aliases=("分类", "品类", "category_path", "类目路径")),
    _PRICE, _PRICE_FEN,
    Column("cost", "成本价", "yuan", Text("进货成本", "purchase cost"), "8.20", unit="元 / yuan",
           aliases=("cost_price", "成本", "进价")),
    Column("launched_on", "上架日期", "day", Text("首次上架的日期", "first day on sale"), "2026-03-01",
           aliases=("launch_date", "上架时间", "上新日期")),
    Column("supplier", "供应商", "text", Text("供应商的编号或名称", "id or name of the supplier"), "SUP-7"),
    Column("lead_time_days", "到货天数", "whole number", Text("下单到收货的天数", "days from order to receipt"), "3",
           unit="天 / days", aliases=("lead_time", "交货期", "采购周期")),
    Column("pack_size", "箱规", "whole number", Text("采购的最小倍数", "multiple in which it is bought"), "12",
           unit="件 / units", aliases=("装箱数", "起订倍数")),
    Column("min_order", "起订量", "whole number", Text("一次至少采购的件数", "fewest units that are bought at once"),
           "24", unit="件 / units", aliases=("最小起订量", "moq")),
    Column("shelf_life_days", "保质期", "whole number", Text("收货后可以卖的天数，空着就是不会过期",
                                                          "days it can be sold after receipt; empty = it keeps"),
           "21", unit="天 / days", aliases=("保质期天数", "shelf_life")),
    Column("succeeds", "升级自", "text", Text("它是哪个商品（SPU）的升级款", "the product (spu) that it improves"),
           "A-1001", aliases=("升级前商品", "upgrade_of")),
    Column("image", "图片", "text", Text("图片网址", "address of a picture"), "https://example.com/a.jpg",
           aliases=("image_url", "主图", "图片链接")),
), (("price", "price_fen"),))

SHOPS = TableContract("shops", Text("门店", "Shops"), Text("每行一家门店或仓库", "one row a shop or warehouse"), (
    Column(_SHOP.name, _SHOP.zh, "text", _SHOP.help, "S01", True, aliases=_SHOP.aliases),
    Column("name", "门店名称", "text", Text("名称", "name"), "人民广场店", True, aliases=("名称", "店名", "shop_name")),
    Column("city", "城市", "text", Text("所在城市", "city"), "上海"),
    Column("longitude", "经度", "degrees", Text("必须和纬度、坐标系一起给", "only together with latitude and system"),
           "121.4737", unit="度 / degrees", aliases=("lng", "lon")),
    Column("latitude", "纬度", "degrees", Text("必须和经度、坐标系一起给", "only together with longitude and system"),
           "31.2304", unit="度 / degrees", aliases=("lat",)),
    Column("system", "坐标系", "text", Text("gcj02（微信、高德、腾讯）、bd09（百度）或 wgs84（GPS）",
                                           "gcj02 (WeChat, Amap, Tencent), bd09 (Baidu) or wgs84 (GPS)"), "gcj02",
           aliases=("coordinate_system",)),
    Column("opens", "开门时间", "text", Text("商城当地时间", "in the mall's time zone"), "08:00", unit="HH:MM"),
    Column("closes", "关门时间", "text", Text("商城当地时间", "in the mall's time zone"), "22:00", unit="HH:MM"),
    Column("services", "服务", "list", Text("用 / 隔开", "separated by /"), "delivery/pickup"),
    Column("kind", "类型", "text", Text("shop 门店，warehouse 仓库", "shop or warehouse"), "shop"),
    Column("supplied_from", "供货仓", "text", Text("给它配货的仓库编号，空着就是供应商直送",
                                               "id of the warehouse that fills it; empty = its suppliers do"), "W01",
           aliases=("配送仓", "上级仓库")),
    Column("capacity_units", "货架容量", "whole number", Text("最多放得下的件数，0 为不限",
                                                        "most units that fit; 0 = no limit"), "20000",
           unit="件 / units", aliases=("容量",)),
    Column("truck_units", "每日到货上限", "whole number", Text("一天最多能送到的件数，0 为不限",
                                                        "most units that a day's truck brings; 0 = no limit"), "3000",
           unit="件 / units", aliases=("车载量",)),
))

SHOPPERS = TableContract("shoppers", Text("顾客", "Shoppers"), Text(
    "每行一位顾客；姓名、电话、地址等列会被忽略，不会入库",
    "one row a shopper; names, phones, addresses are not read"), (
    Column(_SHOPPER.name, _SHOPPER.zh, "text", _SHOPPER.help, "u-20418", True, aliases=_SHOPPER.aliases),
    Column("registered_at", "注册时间", "time", Text("注册的时间", "when they registered"), "2026-01-05 09:30:00", True,
           aliases=("created_at", "注册日期")),
    Column("sex", "性别", "text", Text("female、male 或 unknown", "female, male or unknown"), "female"),
    Column("birth_year", "出生年份", "whole number", Text("四位年份", "four digits"), "1990"),
    Column("city", "城市", "text", Text("常住城市", "city of residence"), "上海"),
    Column("province", "省份", "text", Text("常住省份", "province of residence"), "上海"),
    Column("device", "设备", "text", Text("设备型号", "device model"), "iPhone 15"),
    Column("channel", "渠道", "text", Text("从哪里来", "where they came from"), "小程序"),
))

ORDERS = TableContract("orders", Text("订单", "Orders"), Text(
    "每行一个订单行；同一订单号的行合成一张订单", "one row a line; the lines of one number make one order"), (
    Column("order", "订单号", "text", Text("商城自己的订单号", "the mall's own order number"), "20261123-0001", True,
           aliases=("order_id", "order_no", "订单编号", "订单")),
    _SHOPPER,
    Column("paid_at", "付款时间", "time", Text("不带时区的时间按商城时区读", "without an offset: in the mall's zone"),
           "2026-11-23 08:00:00", True,
           aliases=("支付时间", "pay_time", "paid_time", "下单时间", "订单时间")),
    _SKU, _QUANTITY, _PRICE, _PRICE_FEN, _SHOP,
    Column("payment_method", "支付方式", "text", Text("怎样付款", "how it was paid"), "微信支付",
           aliases=("支付渠道", "付款方式", "payment", "pay_type")),
    Column("coupon", "优惠券", "text", Text("用了哪张优惠券；空、0、无为没有",
                                         "the coupon used; empty, 0 or none for no"), "满100减10",
           aliases=("优惠", "优惠码", "优惠活动", "coupon_id", "coupon_code")),
    Column("discount", "优惠金额", "yuan",
           Text("整张订单减掉的钱，每行写同一个数", "taken off the whole order; the same on each of its lines"),
           "10.00", unit="元 / yuan", aliases=("优惠总额", "减免金额", "discount_amount")),
), (("price", "price_fen"),))

STOCK = TableContract("stock", Text("库存盘点", "Stock counts"), Text(
    "每行一个门店里一个规格的实盘数", "one row the units counted of one SKU in one shop"), (
    _SKU, Column(_SHOP.name, _SHOP.zh, "text", _SHOP.help, "S01", True, aliases=_SHOP.aliases),
    Column("on_hand", "库存", "whole number", Text("实际在库件数", "units on the shelf"), "48", True, "件 / units",
           ("在库", "库存数量", "实盘数", "现有库存", "stock", "quantity", "数量")),
    Column("counted_at", "盘点时间", "time", Text("不填则为导入的时刻", "the moment of import when empty"),
           "2026-11-22 22:00:00", aliases=("盘点日期",)),
    Column("lot", "批次", "text", Text("按批次管理的商品填批次号；一行一个批次",
                                     "for goods kept by lot: one row a lot"),
           "B240601", aliases=("批号", "批次号", "lot_no", "batch", "batch_no")),
    Column("expires_on", "有效期至", "day", Text("这个批次最后可售的日期；没有批次号时以日期为批次",
                                             "last day of sale of the lot; its name where there is none"), "2027-03-01",
           aliases=("到期日", "过期日期", "保质期至", "expiry", "expiry_date", "expires")),
))

BEHAVIOUR = TableContract("events", Text("行为日志", "Behaviour log"), Text(
    "每行一个动作：浏览、加购、收藏、购买", "one row an act: view, cart, favourite, buy"), (
    Column(_SHOPPER.name, _SHOPPER.zh, "text", _SHOPPER.help, "29924", True,
           aliases=(*_SHOPPER.aliases, "visitorid", "visitor_id", "userid", "user", "session_id")),
    Column("sku", "商品编码", "text", _SKU.help, "4772", True, aliases=(*_SKU.aliases, "itemid", "item", "product_id")),
    Column("event", "行为", "text",
           Text("pv、click、cart、addtocart、fav、buy 等", "pv, click, cart, addtocart, fav, buy, transaction …"),
           "pv", True, aliases=("behavior", "behaviour", "behavior_type", "event_type", "action", "行为类型")),
    Column("at", "时间", "time", Text("秒、毫秒或日期时间", "seconds, milliseconds or date and time"),
           "1511539200", True, aliases=("ts", "timestamp", "time", "event_time", "时间戳")),
    Column("quantity", "数量", "whole number", Text("件数，不填为 1", "units; 1 when empty"), "1", unit="件 / units"),
    Column("price", "单价", "yuan", Text("购买的单价；没有这一列时金额记 0 并在汇总里说明",
                                        "price of a buy; without this column the amount is 0, and the summary says so"),
           "12.50", unit="元 / yuan", aliases=_PRICE.aliases),
))

ONLINE_RETAIL = TableContract("online-retail", Text("Online Retail 导出", "Online Retail export"), Text(
    "每行一个发票行", "one row a line of an invoice"), (
    Column("order", "发票号", "text", Text("C 开头为退货单", "C… is a credit note"), "489434", True,
           aliases=("Invoice", "InvoiceNo")),
    Column("sku", "商品编码", "text", _SKU.help, "85048", True, aliases=("StockCode",)),
    Column("title", "商品名称", "text", Text("商品描述", "description"), "15CM CHRISTMAS GLASS BALL 20 LIGHTS", True,
           aliases=("Description",)),
    Column("quantity", "数量", "whole number", Text("件数，退货为负", "units, negative for returns"), "12", True,
           "件 / units"),
    Column("at", "时间", "time", Text("商城当地时间", "in the mall's time zone"), "2009-12-01 07:45:00", True,
           aliases=("InvoiceDate",)),
    Column("price", "单价", "yuan", Text("以主货币单位计", "in the major unit of the currency"), "6.95", True,
           aliases=("Price", "UnitPrice")),
    Column("shopper", "顾客", "text", Text("空着为游客", "empty = guest"), "13085", True,
           aliases=("Customer ID", "CustomerID")),
    Column("detail", "国家", "text", Text("国家", "country"), "United Kingdom", aliases=("Country",)),
))

_WHOSE = Column(_SHOPPER.name, _SHOPPER.zh, "text", Text("商城自己的顾客编号，不要用手机号",
                "the mall's own id of the shopper, not a phone number"), "u-20418", True, aliases=_SHOPPER.aliases)
_ORDER = Column("order", "订单号", "text", Text("商城自己的订单号", "the mall's own order number"), "20261123-0001",
                aliases=("order_id", "order_no", "订单编号", "订单"))
_REASON = Column("reason", "原因", "text", Text("原因", "reason"), "尺码不合适", aliases=("退货原因", "退款原因"))


def _at(zh: str, *aliases: str) -> Column:
    return Column("at", zh, "time", Text("不带时区的时间按商城时区读", "without an offset: in the mall's zone"),
                  "2026-11-23 08:00:00", True, aliases=("时间", "time", "timestamp", "created_at", *aliases))


def _words(zh: str, *aliases: str) -> Column:
    return Column("text", zh, "text", Text("原话；其中的电话、证件号等会被打码", "what was written; phone and identity "
                  "numbers in it are masked"), "物流很快，包装完好", aliases=("content", "内容", *aliases))


_TOPIC = Column("topic", "主题", "text", Text("说的是什么", "what it was about"), "退换货",
                aliases=("subject", "话题", "类型"))

_ORDER_NEEDED = Column(_ORDER.name, _ORDER.zh, "text", _ORDER.help, _ORDER.example, True, aliases=_ORDER.aliases)

RETURNS = TableContract("returns", Text("退货", "Returns"), Text(
    "每行一个退货行；顾客要与原订单一致", "one row a line that came back; the shopper is that of the order"), (
    _ORDER_NEEDED, _SHOPPER, _at("退货时间", "returned_at", "退款时间", "refund_time"), _SKU, _QUANTITY,
    Column("refund", "退款金额", "yuan", Text("这一行退的钱", "money given back for the line"), "12.50",
           unit="元 / yuan", aliases=("refund_amount", "退款", "实退金额")),
    Column("refund_fen", "退款金额（分）", "fen", Text("同上，以分为单位的整数", "the same in integer fen"), "1250",
           unit="分 / fen"),
    _REASON, _SHOP,
), (("refund", "refund_fen"),))

REVIEWS = TableContract("reviews", Text("评价", "Reviews"), Text("每行一条评价", "one row a review"), (
    _WHOSE, _SKU, _at("评价时间", "reviewed_at", "comment_time"),
    Column("stars", "评分", "whole number", Text("1 到 5", "1 to 5"), "5", unit="星 / stars",
           aliases=("rating", "score", "星级", "打分")),
    _words("评价内容", "comment", "review", "评论", "评价"), _ORDER,
), (("stars", "text"),))

SERVICE_TALKS = TableContract("service-talks", Text("客服会话", "Service talks"), Text(
    "每行一次会话", "one row a talk"), (
    _WHOSE, _at("会话时间", "talked_at", "咨询时间", "工单时间"),
    Column("channel", "渠道", "text", Text("在哪里说的，不填为“客服”", "where it was said; 客服 when empty"),
           "微信客服", aliases=("source", "来源")),
    _TOPIC, _words("会话内容", "message", "咨询内容", "问题描述"),
    Column("satisfied", "是否满意", "yes or no", Text("是或否", "yes or no"), "是",
           aliases=("满意", "满意度", "是否解决")),
    Column(_SKU.name, _SKU.zh, "text", _SKU.help, _SKU.example, aliases=_SKU.aliases), _ORDER,
))

COMMUNITY = TableContract("community", Text("社群互动", "Community"), Text(
    "每行一个动作：加入、退出、发帖、点赞、评论、分享", "one row an act: join, leave, post, like, comment, share"), (
    _WHOSE, _at("互动时间", "acted_at"),
    Column("group", "群", "text", Text("群或社区的名称或编号", "name or id of the group"), "洛阳宝妈群", True,
           aliases=("群名", "群名称", "社群", "group_name", "group_id")),
    Column("act", "动作", "text", Text("加入、退出、发帖、点赞、评论、分享", "join, leave, post, like, comment, share"),
           "发帖", True, aliases=("action", "行为", "互动类型")),
    _TOPIC, _words("互动内容", "message", "消息"),
))

LOGINS = TableContract("logins", Text("登录", "Log-ins"), Text(
    "每行一次登录；位置只到区县或约 5 公里", "one row a log-in; places are coarse: a district, or about 5 km"), (
    _WHOSE, _at("登录时间", "login_time", "logged_in_at"),
    Column("app", "应用", "text", Text("哪个小程序或端，不填为“小程序”",
                                     "which mini program or app; 小程序 when empty"),
           "小程序", aliases=("appid", "客户端")),
    Column("scene", "场景值", "whole number", Text("小程序的场景值", "scene value of the mini program"), "1007",
           aliases=("scene_id", "场景")),
    Column("device", "机型", "text", Text("设备型号", "device model"), "iPhone 15",
           aliases=("model", "设备", "device_model")),
    Column("os", "系统", "text", Text("操作系统及版本", "operating system and version"), "iOS 18.1",
           aliases=("system", "操作系统", "platform")),
    Column("language", "语言", "text", Text("系统语言", "language of the system"), "zh_CN"),
    Column("network", "网络", "text", Text("网络类型", "kind of network"), "wifi",
           aliases=("network_type", "网络类型")),
    Column("channel", "渠道", "text", Text("从哪里来", "where they came from"), "公众号菜单", aliases=("来源",)),
    Column("province", "省份", "text", Text("大致位置", "coarse place"), "广东"),
    Column("city", "城市", "text", Text("大致位置", "coarse place"), "深圳"),
    Column("district", "区县", "text", Text("大致位置", "coarse place"), "南山区"),
    Column("geohash", "geohash", "text", Text("最多 5 位，约 5 公里", "at most 5 characters, about 5 km"), "ws105"),
))

IDENTITIES = TableContract("identities", Text("身份关联", "Identities"), Text(
    "每行一条关联；手机号和 unionid 只存密钥令牌，不存原文",
    "one row a link; phones and unionids are kept as keyed tokens, never as they are"), (
    _WHOSE, _at("关联时间", "linked_at", "绑定时间", "注册时间"),
    Column("kind", "类型", "text", Text("账号、openid、unionid、手机号、会员卡、设备",
                                        "account, openid, unionid, phone, member_card or device"), "openid", True,
           aliases=("type", "id_type", "标识类型")),
    Column("value", "编号", "text", Text("那个编号本身", "the id itself"), "o6_bmjrPTlm6_2sgVt7hMZOPfL2M", True,
           aliases=("id", "identity", "标识", "值")),
))

CONSENTS = TableContract("consents", Text("同意记录", "Consents"), Text(
    "每行一位顾客对一项用途的决定；比账本里更旧的不生效",
    "one row a decision of a shopper on a purpose; one older than the ledger's does not count"), (
    _WHOSE, _at("决定时间", "decided_at", "授权时间", "同意时间"),
    Column("purpose", "用途", "text", Text("个性化推荐、营销消息、敏感信息、精确位置",
                                           "personalisation, marketing, sensitive or location"), "个性化推荐", True,
           aliases=("授权项", "consent")),
    Column("given", "是否同意", "yes or no", Text("是或否", "yes or no"), "是", True,
           aliases=("agreed", "同意", "授权", "status")),
    Column("notice", "告知书版本", "whole number",
           Text("当时读到的版本，不填为 1", "version that was read; 1 when empty"), "1",
           aliases=("notice_version", "版本")),
    Column("channel", "渠道", "text", Text("在哪里决定的，不填为“import”", "where it was decided; import when empty"),
           "小程序", aliases=("来源", "source")),
    Column("evidence", "凭证", "text", Text("凭证编号或说明", "what proves it"), "弹窗 v3 截图 8841",
           aliases=("proof", "证据")),
))

PAYMENTS = TableContract("payments", Text("付款流水", "Payments"), Text(
    "每行一笔到账；一张订单分两种方式付就是两行", "one row money that came in; an order paid by two means has two"), (
    _ORDER_NEEDED, _WHOSE, _at("付款时间", "paid_at", "支付时间", "到账时间", "pay_time"),
    Column("method", "付款方式", "text", Text("微信支付、支付宝、银行卡、余额、分期 …",
                                              "wechat, alipay, card, balance, instalments …"), "微信支付", True,
           aliases=("支付方式", "payment_method", "pay_type", "支付渠道")),
    Column("amount", "金额", "yuan", Text("这一笔的钱", "the money of this row"), "88.00", unit="元 / yuan",
           aliases=("支付金额", "实付金额", "到账金额")),
    Column("amount_fen", "金额（分）", "fen", Text("同上，以分为单位的整数", "the same in integer fen"), "8800",
           unit="分 / fen"),
    Column("instalments", "分期数", "whole number", Text("分几期付，一次付清为 1",
                                                        "number of instalments; 1 = at once"),
           "3", unit="期 / instalments", aliases=("期数",)),
), (("amount", "amount_fen"),))

EXCHANGES = TableContract("exchanges", Text("换货", "Exchanges"), Text(
    "每行一件换一件", "one row goods that came back for others"), (
    _ORDER_NEEDED, _WHOSE, _at("换货时间", "exchanged_at"), _SKU,
    Column("new_sku", "换成的商品编码", "text", Text("发出的规格", "id of what went out"), "A-1001-BLUE", True,
           aliases=("新商品编码", "换货商品", "换新编码")),
    _QUANTITY,
    Column("extra", "补差价", "yuan", Text("顾客补的钱，没有为空", "what was paid on top; empty for nothing"), "5.00",
           unit="元 / yuan", aliases=("差价",)),
    _REASON, _SHOP,
))

CANCELLATIONS = TableContract("cancellations", Text("取消订单", "Cancellations"), Text(
    "每行一张取消的订单", "one row an order that was cancelled"), (
    _ORDER_NEEDED, _WHOSE, _at("取消时间", "cancelled_at", "关闭时间"), _REASON,
))

SHARES = TableContract("shares", Text("分享", "Shares"), Text(
    "每行一次分享：商品或页面", "one row a share of goods or of a page"), (
    _WHOSE, _at("分享时间", "shared_at"),
    Column(_SKU.name, _SKU.zh, "text", _SKU.help, _SKU.example, aliases=_SKU.aliases),
    Column("page", "页面", "text", Text("分享的页面路径", "path of the page"), "pages/topic/spring",
           aliases=("页面路径", "path", "url")),
    Column("channel", "分享到", "text", Text("分享到哪里", "where it was shared to"), "微信群", aliases=("渠道",)),
), (("sku", "page"),))

COUPONS = TableContract("coupons", Text("优惠券", "Coupons"), Text(
    "每行一张券：领取，以及用掉的订单", "one row a coupon: when it came, and the order that used it"), (
    _WHOSE, _at("领取时间", "received_at", "领券时间", "发放时间"),
    Column("coupon", "券编号", "text", Text("优惠券或券批次的编号", "id of the coupon or its batch"), "C-88", True,
           aliases=("coupon_id", "优惠券", "优惠券编号", "券码")),
    Column("value", "面额", "yuan", Text("减多少", "what it takes off"), "10.00", unit="元 / yuan",
           aliases=("优惠金额", "券面额")),
    Column("least", "满减门槛", "yuan", Text("满多少可用", "order amount from which it counts"), "99.00",
           unit="元 / yuan", aliases=("使用门槛", "门槛")),
    Column("used_at", "使用时间", "time", Text("没用过就空着", "empty when not used"), "2026-11-23 08:00:00",
           aliases=("核销时间",)),
    _ORDER,
))

CONTRACTS: tuple[TableContract, ...] = (
    GOODS, SHOPS, SHOPPERS, ORDERS, STOCK, BEHAVIOUR, RETURNS, REVIEWS, SERVICE_TALKS, COMMUNITY, LOGINS, IDENTITIES,
    CONSENTS, PAYMENTS, EXCHANGES, CANCELLATIONS, SHARES, COUPONS, ONLINE_RETAIL,
)
