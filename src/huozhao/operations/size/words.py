"""What shoppers say of the fit: too small, too large, or it fits; silent where they say both or neither."""

import re
import unicodedata

SMALL, FITS, LARGE = -1, 0, 1
_CLAUSE = re.compile(r"[,，。.!！?？;；、\n]+|(?<=[一-鿿])\s+|\s+(?=[一-鿿])|但是|不过|就是")
# 大小 is size itself; 小一点点的瑕疵 and the like are no fit.
_NO_FIT = re.compile(r"大小|味|色差|差距|差别|声|图案|力度|优惠|价格|瑕疵|线头|口袋|包装|误差")
_NOT = re.compile(r"(?:不|没|没有|并不|不会|不是|无|not |n't )(?:很|太|觉得|算|是|感觉)?(?:有点|偏|怎么)?$")
_SIZED: tuple[tuple[int, re.Pattern[str]], ...] = (
    (SMALL, re.compile(r"[买拍换选要](?:个|了)?大(?:了)?[一1两2](?:个)?[码号]|大一[码号](?:更|才|会|比较)?[好合]")),
    (LARGE, re.compile(r"[买拍换选要](?:个|了)?小(?:了)?[一1两2](?:个)?[码号]|小一[码号](?:更|才|会|比较)?[好合]")),
    (SMALL, re.compile(r"偏小|太小|小了|有点小|尺码小|码小|偏紧|太紧|有点紧|紧了|勒|挤脚|夹脚|顶脚|偏短|太短|短了"
                       r"|穿不[上进下]|too_?\s?small|runs? small|tight")),
    (LARGE, re.compile(r"偏大|太大|大了|有点大|尺码大|码大|偏松|太松|松垮|肥了|偏肥|太肥|掉跟|偏长|太长|长了|宽了"
                       r"|too_?\s?(?:large|big)|runs? (?:large|big)|loose")),
    (FITS, re.compile(r"合身|合适|合脚|正好|刚好|刚刚好|尺码准|尺码标准|码数标准|标准码|不大不小"
                      r"|true to size|fits? (?:well|perfectly|great)|perfect fit")),
)  # fmt: skip


def fit_of(text: str) -> int | None:
    """Return −1 for too small, 0 for fitting, 1 for too large, None where a text does not say or says both."""
    plain = unicodedata.normalize("NFKC", text).lower()
    found = {fit for clause in _CLAUSE.split(plain) for fit in _of_clause(clause)}
    return found.pop() if len(found) == 1 else None


def _of_clause(clause: str) -> set[int]:
    clause = clause.replace("大小", "")
    if _NO_FIT.search(clause):
        return set()
    for fit, pattern in _SIZED:
        match = pattern.search(clause)
        if match:
            return set() if _NOT.search(clause[:match.start()]) else {fit}
    return set()
