"""Names of provinces and cities in China, as people write them: with and without their rank."""

import re
from functools import lru_cache

# The 34 regions of the first level, by the name that is in everyday use.
PROVINCES = (
    "北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江", "安徽", "福建", "江西",
    "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川", "贵州", "云南", "西藏", "陕西", "甘肃",
    "青海", "宁夏", "新疆", "台湾", "香港", "澳门",
)  # fmt: skip
_PEOPLES = (
    "壮族|回族|维吾尔|藏族|蒙古族|土家族|苗族|布依族|侗族|彝族|哈尼族|白族|傣族|景颇族|傈僳族|羌族|"
    "朝鲜族|哈萨克|柯尔克孜|蒙古|黎族"
)
_RANK = re.compile(rf"(?<=..)(?:(?:{_PEOPLES})*自治[区州县]|特别行政区|地区|省|市|盟)$")


@lru_cache(maxsize=4_096)
def plain_name(name: str) -> str:
    """Return a name without its rank: 武汉市 → 武汉, 广西壮族自治区 → 广西, 恩施土家族苗族自治州 → 恩施."""
    return _RANK.sub("", name.strip())
