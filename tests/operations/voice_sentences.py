"""Sentences as shoppers write them, and what each says: aspect+ praise, aspect- complaint, nothing where unsure.

Written by hand, after the traps of docs/explanation/voice.md. One line: goods | sentence | expected.
"""

HAIR = """
没有头屑了 | dandruff+
头屑再没出现过 | dandruff+
头屑控制不住 | dandruff-
比之前更油腻了 | oil-
很容易起泡 | foam+
控油时间不长 | oil-
贵是贵但好用 | overall+
头皮屑少了很多 | dandruff+
头屑明显减少 | dandruff+
头屑没有减少 | dandruff-
泡沫很少，头屑也没减少 | foam- dandruff-
头屑也没有了 | dandruff+
用了一个月头屑还是很多 | dandruff-
洗完第二天又有头屑 | dandruff-
去屑效果弱 | dandruff-
去屑效果不错 | dandruff+
去屑效果很好 | dandruff+
去屑效果不明显 | dandruff-
去屑效果不是很明显 | dandruff-
没有去屑效果 | dandruff-
没什么去屑效果 | dandruff-
一点去屑效果都没有 | dandruff-
去屑一般 | dandruff-
去屑没效果 | dandruff-
去屑的效果很差 | dandruff-
很去屑 | dandruff+
不去屑 | dandruff-
根本不去屑 | dandruff-
去屑效果没有想象中好 | dandruff-
去屑效果没有宣传的那么好 | dandruff-
去屑没有之前那款好用 | dandruff-
去屑效果比之前好多了 | dandruff+
以前有头屑，现在没有了 | dandruff+
我头屑比较多，买来试试 |
本人头屑严重，朋友推荐的 | overall+
以前头屑很多 |
希望能去屑 |
不知道能不能去屑 |
说好的去屑呢 | dandruff-
号称去屑 |
减少头屑 | dandruff+
没有减少头屑 | dandruff-
告别头皮屑 | dandruff+
头屑越来越多 | dandruff-
越洗头屑越多 | dandruff-
头屑没有变多 |
对头屑很有效 | dandruff+
去头屑效果好 | dandruff+
头皮不痒了 | dandruff+
头皮还是痒 | dandruff-
洗完头皮发痒 | dandruff-
止痒 | dandruff+
不掉发了 | hair_loss+
掉发更严重了 | hair_loss-
掉头发 | hair_loss-
掉发好多了 | hair_loss+
没有掉发 | hair_loss+
味道不刺鼻 | smell+
味道刺鼻 | smell-
味道很好闻 | smell+
味道不好闻 | smell-
味道难闻 | smell-
味道有点大 | smell-
味道淡淡的 | smell+
没有异味 | smell+
有股塑料味 | smell-
很香 | smell+
香味很持久 | lasting+
去屑作用不大 | dandruff-
去屑力度不够 | dandruff-
没有不良反应 | overall+
跟没洗一样 | overall-
包装没有破损 | packaging+
包装破损 | packaging-
包装很严实 | packaging+
包装太简陋 | packaging-
瓶子漏了 | packaging-
没有漏液 | packaging+
一点都没漏 | packaging+
泵头按不出 | packaging-
泡沫丰富 | foam+
泡沫很少 | foam-
泡沫不多 | foam-
泡沫细腻 | foam+
洗完很蓬松 | oil+
洗完头发油腻 | oil-
不油腻 | oil+
没有以前那么油了 | oil+
洗不干净 | oil-
控油效果差 | oil-
控油效果不错 | oil+
当天就出油 | oil-
头发很柔顺 | smoothness+
头发不柔顺 | smoothness-
洗完打结 | smoothness-
不打结 | smoothness+
头发毛躁 | smoothness-
没那么毛躁了 | smoothness+
不是不好用 |
不是不好用，就是贵 | price-
没有不满意的地方 | overall+
从来没有让我失望 | overall+
没有让人失望 | overall+
没得说 | overall+
不要太好用 | overall+
不推荐 | overall-
不好用 | overall-
不太好用 | overall-
不怎么好用 | overall-
好用 | overall+
不错 | overall+
真不错 | overall+
真的很不错，会回购 | overall+
不会再买了 | overall-
没用 | overall-
没用过 |
还没用，先给好评 |
没什么用 | overall-
一点用都没有 | overall-
不如以前好用 | overall-
还不如超市的好 | overall-
没有以前好用了 | overall-
比以前差 | overall-
还行吧 |
一般般 | overall-
一般都在这里买 |
质量差 | quality-
质量不差 | quality+
质量没问题 | quality+
质量有问题 | quality-
价格便宜，但是味道难闻 | price+ smell-
味道好闻但是去屑效果差 | smell+ dandruff-
去屑效果好，就是有点贵 | dandruff+ price-
便宜没好货 | overall-
贵 | price-
不贵 | price+
不便宜 | price-
性价比高 | value+
性价比不高 | value-
价格实惠 | price+
刚买就降价 | price-
物流很快 | delivery+
物流太慢 | delivery-
快递慢死了 | delivery-
发货速度快 | delivery+
速度不快 | delivery-
客服态度差 | service-
客服态度很好 | service+
客服不理人 | service-
客服很有耐心 | service+
是正品 | genuine+
不是正品 | genuine-
是正品吗 |
希望是正品 |
假货 | genuine-
怀疑是假货 | genuine-
没有赠品 | gifts-
赠品没有 | gifts-
赠品很多 | gifts+
味道和包装都不错 | smell+ packaging+
包装、物流都很好 | packaging+ delivery+
用了过敏 | safety-
没有过敏 | safety+
头皮红肿 | safety-
很温和 | safety+
无刺激 | safety+
呵呵，真好用 |
真好用，呵呵 |
好用吗？ |
好不好用还不知道 |
怎么这么差？ | overall-
如果味道好一点就更好了 |
要是泡沫多点就好了 |
担心过敏 |
本以为会很好用 |
日期新鲜 | freshness+
日期不新鲜 | freshness-
快过期了 | freshness-
颜色很漂亮 | looks+
有色差 | looks-
没有色差 | looks+
分量很足 | amount+
分量太少 | amount-
no dandruff any more | dandruff+
still dandruff after a week | dandruff-
the smell is great | smell+
the smell is not great | smell-
not greasy | oil+
it is terrible | overall-
never disappointed | overall+
the bottle leaked | packaging-
"""
FOOD = """
苹果很甜 | taste+
苹果不甜 | taste-
味道不错 | taste+
味道没有上次好 | taste-
不好吃 | taste-
很难吃 | taste-
又酸又涩 | taste-
没有坏果 | freshness+
好几个坏果 | freshness-
都烂了 | freshness-
很新鲜 | freshness+
不新鲜 | freshness-
个头太小 | fruit-
个头很大 | fruit+
"""
SKIN = """
很保湿 | moisture+
不保湿 | moisture-
保湿效果好 | moisture+
遮瑕效果差 | coverage-
不卡粉 | moisture+
卡粉 | moisture-
没有长痘 | acne+
用了长痘 | acne-
吸收很快 | absorption+
适合敏感肌 |
不粘腻 | texture+
有点粘腻 | texture-
"""
DEVICE = """
运行流畅 | speed+
不卡 | speed+
很卡 | speed-
经常死机 | speed-
没有死机过 | speed+
电池不耐用 | battery-
续航时间长 | battery+
屏幕清晰 | screen+
屏幕不清晰 | screen-
有噪音 | sound-
没有噪音 | sound+
"""
WEAR = """
尺码偏小 | fit-
尺码很准 | fit+
面料很薄 | fabric-
不掉色 | fabric+
掉色严重 | fabric-
没有起球 | fabric+
洗了就缩水 | fabric-
很合身 | fit+
"""
GOODS = {"洗发水": HAIR, "水果": FOOD, "护肤": SKIN, "手机": DEVICE, "衣服": WEAR}


def sentences() -> list[tuple[str, str, dict[str, int]]]:
    """Return (goods, sentence, sign by aspect)."""
    found = []
    for goods, lines in GOODS.items():
        for line in lines.strip().splitlines():
            said, _, expected = line.partition(" |")
            signs = {each[:-1]: 1 if each[-1] == "+" else -1 for each in expected.split()}
            found.append((goods, said.strip(), signs))
    return found
