"""Labelled reviews made of words that the standard lexicon does not know, as a merchant's table would have them."""

from itertools import product

import numpy as np

CODES = {"texture": "texture", "质地": "texture", "smell": "smell", "packaging": "packaging", "overall": "overall",
         "整体": "overall"}  # fmt: skip
NAMES = {"texture": ("肤感", "膏体"), "smell": ("调性", "前调"), "packaging": ("罐罐", "按头"), "overall": ("整体", "")}
SAID = {1: ("绝了", "封神", "满分"), -1: ("拉垮", "翻车", "劝退")}
MADE = ("{name}{said}", "{name}真{said}", "入手三天，{name}{said}", "姐妹们，{name}有点{said}")


def rows(count: int) -> list[dict[str, str]]:
    """Return rows of so many reviews, most with two judgements."""
    every = [(code, name, sign, said, form) for code, names in NAMES.items()
             for name, (sign, words), form in product(names, SAID.items(), MADE) for said in words]  # fmt: skip
    order = np.random.default_rng(3).permutation(len(every) ** 2)[:count]
    found = []
    for place in order:
        first, second = every[place // len(every)], every[place % len(every)]
        pair = [first] if first[1] == second[1] or first[3] == second[3] else [first, second]
        text = "。".join(form.format(name=name, said=said) for _, name, _, said, form in pair)
        found += [{"review": text, "aspect_term": name, "opinion_term": said, "aspect": code, "sign": str(sign)}
                  for code, name, sign, said, _ in pair]  # fmt: skip
    return found
