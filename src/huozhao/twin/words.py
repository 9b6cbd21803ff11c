"""The words of the invented assortment: every brand is made up, every product type has stated habits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A product type: its price range in yuan, units a pack, days until one is used up (0 = not a consumable).

    `keeps_days` is how long it may be sold after it came (0 = it does not spoil); what is `rising` few bought before.
    """

    name: str
    low_yuan: float
    high_yuan: float
    pack: int
    cycle_days: int
    choices: tuple[str, str, str]
    keeps_days: int = 0
    rising: bool = False


@dataclass(frozen=True, slots=True)
class Category:
    """A category: brands, who supplies it, the attribute its variants differ in, summer and weekend lift, its types."""

    name: str
    brands: tuple[str, ...]
    suppliers: tuple[str, ...]
    attribute: str
    summer: float
    weekend: float
    kinds: tuple[Kind, ...]


CATEGORIES: tuple[Category, ...] = (
    Category("美妆护肤", ("柔汐", "植语堂", "清川", "禾露"), ("晨光日化", "华东优品供应链"), "功效", 1.1, 1.1, (
        Kind("洗面奶", 39, 129, 12, 45, ("温和", "控油", "敏感肌")),
        Kind("面霜", 79, 299, 6, 60, ("补水", "抗皱", "敏感肌")),
        Kind("防晒霜", 59, 189, 12, 40, ("清爽", "防水", "儿童")),
        Kind("面膜", 49, 159, 24, 21, ("补水", "舒缓", "提亮")),
        Kind("洗发水", 29, 99, 12, 40, ("去屑", "控油", "柔顺")),
        Kind("敏感肌护理", 49, 169, 12, 45, ("屏障修护", "泛红舒缓", "特护保湿"), rising=True),
    )),
    Category("母婴", ("贝拉熊", "小禾苗", "安安象"), ("童悦母婴商贸", "华东优品供应链"), "阶段", 1.0, 1.05, (
        Kind("纸尿裤", 79, 189, 8, 20, ("S码", "M码", "L码")),
        Kind("奶粉", 198, 398, 6, 25, ("1段", "2段", "3段")),
        Kind("婴儿湿巾", 15, 49, 24, 18, ("手口", "加厚", "便携")),
        Kind("辅食米粉", 29, 79, 12, 30, ("原味", "高铁", "果蔬")),
    )),
    Category("零食", ("脆脆山", "果然堂", "麦田记", "海盐屋"), ("盛京食品", "华东优品供应链"), "口味", 0.95, 1.25, (
        Kind("坚果", 19, 89, 24, 14, ("原味", "盐焗", "蜂蜜")),
        Kind("薯片", 6, 19, 48, 7, ("原味", "烧烤", "番茄")),
        Kind("饼干", 8, 39, 36, 10, ("奶香", "粗粮", "巧克力")),
        Kind("肉脯", 15, 59, 24, 14, ("原味", "香辣", "黑椒")),
        Kind("气泡水", 4, 12, 48, 5, ("白桃", "青柠", "原味")),
    )),
    Category("生鲜", ("田园集", "远山农场", "澄海"), ("北方鲜达", "盛京食品"), "规格", 1.05, 1.3, (
        Kind("鸡蛋", 12, 39, 24, 7, ("10枚", "20枚", "30枚"), 25),
        Kind("鲜牛奶", 9, 29, 24, 4, ("250ml", "500ml", "950ml"), 10),
        Kind("苹果", 12, 49, 12, 6, ("1kg", "2kg", "礼盒"), 21),
        Kind("三文鱼", 49, 129, 8, 12, ("200g", "400g", "刺身"), 6),
        Kind("叶菜", 4, 12, 24, 3, ("250g", "500g", "有机"), 5),
    )),
    Category("家居清洁", ("洁庭", "云朵日记", "朗净"), ("晨光日化", "华东优品供应链"), "香型", 1.0, 1.0, (
        Kind("抽纸", 15, 49, 24, 14, ("无香", "茉莉", "超柔")),
        Kind("洗衣液", 25, 79, 12, 30, ("薰衣草", "无香", "除菌")),
        Kind("洗洁精", 9, 29, 24, 30, ("柠檬", "无香", "绿茶")),
        Kind("垃圾袋", 9, 29, 36, 21, ("加厚", "抽绳", "大号")),
    )),
    Category("数码配件", ("矩星", "轻弦", "凡极"), ("云间数码",), "款式", 1.0, 1.1, (
        Kind("充电器", 39, 149, 12, 0, ("20W", "45W", "65W")),
        Kind("蓝牙耳机", 99, 499, 6, 0, ("入耳", "半入耳", "降噪")),
        Kind("手机壳", 15, 69, 24, 0, ("透明", "磨砂", "防摔")),
        Kind("充电宝", 69, 199, 12, 0, ("10000mAh", "20000mAh", "超薄")),
    )),
    Category("运动户外", ("野径", "逐风", "山野志"), ("远帆体育",), "颜色", 1.2, 1.3, (
        Kind("瑜伽垫", 49, 159, 6, 0, ("浅灰", "紫色", "墨绿")),
        Kind("运动水杯", 29, 99, 12, 0, ("黑色", "白色", "橙色")),
        Kind("跑步袜", 15, 49, 24, 90, ("黑色", "白色", "荧光")),
        Kind("蛋白棒", 12, 39, 24, 9, ("可可", "香草", "抹茶")),
    )),
    Category("服饰", ("棉一", "素也", "南屿"), ("素衣服饰",), "尺码", 0.9, 1.35, (
        Kind("纯棉T恤", 49, 159, 12, 0, ("S", "M", "L")),
        Kind("卫衣", 99, 299, 6, 0, ("S", "M", "L")),
        Kind("棉袜", 19, 59, 24, 120, ("均码", "加厚", "船袜")),
        Kind("防晒衣", 89, 259, 6, 0, ("S", "M", "L")),
    )),
)
ADJECTIVES = ("轻享", "日常", "臻选", "家庭装", "元气", "简约", "悦享", "暖心", "经典", "小巧")
DISTRICTS = ("和平", "沈河", "大东", "皇姑", "铁西", "浑南", "于洪", "沈北", "苏家屯")
