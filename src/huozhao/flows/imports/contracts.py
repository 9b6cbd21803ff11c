"""The contracts of tables: every column of every kind of file that can be imported. The reference is made from this."""

from huozhao.flows.imports.header import Column, TableContract
from huozhao.terms.text import Text

_SKU = Column("sku", "商品编码", "text", Text("在售规格的编号", "id of the sellable unit"), "A-1001-RED", True,
              aliases=("sku_id", "货号", "规格编码", "商品编号", "商品ID", "item_id"))
_SHOP = Column("shop", "门店编码", "text", Text("门店或仓库的编号", "id of the shop or warehouse"), "S01",
               aliases=("shop_id", "门店", "门店编号", "仓库", "仓库编码", "store", "store_id"))
_SHOPPER = Column(
    "shopper", "买家", "text",
    Text("商城自己的顾客编号,不要用手机号;空着就是游客", "the mall's own id of the shopper, not a phone number; "
         "empty = guest"),
    "u-20418", aliases=("shopper_id", "顾客", "顾客编号", "会员编号", "会员ID", "买家ID", "用户ID", "user_id", "buyer",
                        "member_id", "customer_id"))
_PRICE = Column("price", "单价", "yuan", Text("一件的实付价格", "price paid for one unit"), "12.50", unit="元 / yuan",
                aliases=("unit_price", "实付单价", "售价", "价格", "成交价"))
_PRICE_FEN = Column("price_fen", "单价(分)", "fen", Text("同上,以分为单位的整数", "the same in integer fen"), "1250",
                    unit="分 / fen")
_QUANTITY = Column("quantity", "数量", "whole number", Text("件数", "units"), "2", True, "件 / units",
                   ("qty", "购买数量", "件数", "商品数量"))

GOODS = TableContract("goods", Text("商品", "Goods"), Text("每行一个规格(SKU)", "one row a sellable unit (SKU)"), (
    _SKU,
    Column("spu", "商品款号", "text", Text("同一款商品的编号,不填则同 sku", "id of the product; the SKU when empty"),
           "A-1001", aliases=("spu_id", "款号", "product_id")),
    Column("title", "商品名称", "text", Text("给顾客看的名称", "name that shoppers see"), "纯牛奶 250ml×12", True,
           aliases=("name", "名称", "标题", "商品标题", "品名", "description")),
    Column("category", "类目", "list", Text("从大到小,用 > 或 / 隔开", "from broad to narrow, separated by > or /"),
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
    Column("system", "坐标系", "text", Text("gcj02(微信、高德、腾讯)、bd09(百度)或 wgs84(GPS)",
                                           "gcj02 (WeChat, Amap, Tencent), bd09 (Baidu) or wgs84 (GPS)"), "gcj02",
           aliases=("coordinate_system",)),
    Column("opens", "开门时间", "text", Text("商城当地时间", "in the mall's time zone"), "08:00", unit="HH:MM"),
    Column("closes", "关门时间", "text", Text("商城当地时间", "in the mall's time zone"), "22:00", unit="HH:MM"),
    Column("services", "服务", "list", Text("用 / 隔开", "separated by /"), "delivery/pickup"),
    Column("kind", "类型", "text", Text("shop 门店,warehouse 仓库", "shop or warehouse"), "shop"),
))

SHOPPERS = TableContract("shoppers", Text("顾客", "Shoppers"), Text(
    "每行一位顾客;姓名、电话、地址等列会被忽略,不会入库", "one row a shopper; names, phones, addresses are not read"), (
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
    "每行一个订单行;同一订单号的行合成一张订单", "one row a line; the lines of one number make one order"), (
    Column("order", "订单号", "text", Text("商城自己的订单号", "the mall's own order number"), "20261123-0001", True,
           aliases=("order_id", "order_no", "订单编号", "订单")),
    _SHOPPER,
    Column("paid_at", "付款时间", "time", Text("不带时区的时间按商城时区读", "without an offset: in the mall's zone"),
           "2026-11-23 08:00:00", True,
           aliases=("支付时间", "pay_time", "paid_time", "下单时间", "订单时间")),
    _SKU, _QUANTITY, _PRICE, _PRICE_FEN, _SHOP,
), (("price", "price_fen"),))

STOCK = TableContract("stock", Text("库存盘点", "Stock counts"), Text(
    "每行一个门店里一个规格的实盘数", "one row the units counted of one SKU in one shop"), (
    _SKU, Column(_SHOP.name, _SHOP.zh, "text", _SHOP.help, "S01", True, aliases=_SHOP.aliases),
    Column("on_hand", "库存", "whole number", Text("实际在库件数", "units on the shelf"), "48", True, "件 / units",
           ("在库", "库存数量", "实盘数", "现有库存", "stock", "quantity", "数量")),
    Column("counted_at", "盘点时间", "time", Text("不填则为导入的时刻", "the moment of import when empty"),
           "2026-11-22 22:00:00", aliases=("盘点日期",)),
))

BEHAVIOUR = TableContract("events", Text("行为日志", "Behaviour log"), Text(
    "每行一个动作:浏览、加购、收藏、购买", "one row an act: view, cart, favourite, buy"), (
    Column(_SHOPPER.name, _SHOPPER.zh, "text", _SHOPPER.help, "29924", True,
           aliases=(*_SHOPPER.aliases, "visitorid", "visitor_id", "userid", "user", "session_id")),
    Column("sku", "商品编码", "text", _SKU.help, "4772", True, aliases=(*_SKU.aliases, "itemid", "item", "product_id")),
    Column("event", "行为", "text",
           Text("pv、click、cart、addtocart、fav、buy 等", "pv, click, cart, addtocart, fav, buy, transaction …"),
           "pv", True, aliases=("behavior", "behaviour", "behavior_type", "event_type", "action", "行为类型")),
    Column("at", "时间", "time", Text("秒、毫秒或日期时间", "seconds, milliseconds or date and time"),
           "1511539200", True, aliases=("ts", "timestamp", "time", "event_time", "时间戳")),
    Column("quantity", "数量", "whole number", Text("件数,不填为 1", "units; 1 when empty"), "1", unit="件 / units"),
    Column("price", "单价", "yuan", Text("购买的单价;没有这一列时金额记 0 并在汇总里说明",
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
    Column("quantity", "数量", "whole number", Text("件数,退货为负", "units, negative for returns"), "12", True,
           "件 / units"),
    Column("at", "时间", "time", Text("商城当地时间", "in the mall's time zone"), "2009-12-01 07:45:00", True,
           aliases=("InvoiceDate",)),
    Column("price", "单价", "yuan", Text("以主货币单位计", "in the major unit of the currency"), "6.95", True,
           aliases=("Price", "UnitPrice")),
    Column("shopper", "顾客", "text", Text("空着为游客", "empty = guest"), "13085", True,
           aliases=("Customer ID", "CustomerID")),
    Column("detail", "国家", "text", Text("国家", "country"), "United Kingdom", aliases=("Country",)),
))

CONTRACTS: tuple[TableContract, ...] = (GOODS, SHOPS, SHOPPERS, ORDERS, STOCK, BEHAVIOUR, ONLINE_RETAIL)
