"""Learn from labelled reviews to find judgements: tag letters, pair aspects and opinions, choose aspect and sign."""

from collections.abc import Sequence
from dataclasses import dataclass

from huozhao.operations.voice.extractor import letters, meaning
from huozhao.operations.voice.extractor.chain import Chain, learn_chain
from huozhao.operations.voice.extractor.choice import Choice, learn_choice
from huozhao.operations.voice.extractor.labels import Labelled, Quad
from huozhao.operations.voice.extractor.pairing import Pair, learn_pairing, paired
from huozhao.operations.voice.extractor.sight import Sight, see
from huozhao.operations.voice.reading import LOW_STARS, Opinion, Reading, by_stars_alone
from huozhao.operations.voice.words import OVERALL, Words

SIGNS = (-1, 0, 1)
# Complaints are few and matter most.
WEIGHTS = (2.0, 1.0, 1.0)
COST = 0.05


@dataclass(frozen=True, slots=True)
class Extractor:
    """What was learned: tags of letters, pairing, which of `codes` a pair is of, which of `SIGNS` it has."""

    chain: Chain
    pairing: Choice
    aspect: Choice
    sign: Choice
    codes: tuple[str, ...]

    def quads(self, text: str, words: Words) -> list[Quad]:
        """Return the judgements of a text; `words` are those for its goods."""
        sight = see(text, words)
        aspects, opinions = letters.spans_of(self.chain.tags(letters.features_of(sight)))
        return [self.quad(sight, pair) for pair in paired(sight, aspects, opinions, self.pairing)]

    def quad(self, sight: Sight, pair: Pair) -> Quad:
        """Return what a pair means."""
        names = meaning.features_of(sight, pair)
        code, sign = (int(choice.scores(names).argmax()) for choice in (self.aspect, self.sign))
        return Quad(pair[0], pair[1], self.codes[code], SIGNS[sign])


def learn_extractor(labelled: Sequence[Labelled], words: Words) -> Extractor:
    """Return what labelled reviews of one kind of goods teach; at least one of them holds a judgement."""
    sights = [see(each.text, words) for each in labelled]
    codes = tuple(sorted({quad.code for each in labelled for quad in each.quads}))
    chain = learn_chain([letters.features_of(sight) for sight in sights], [letters.tags_of(each) for each in labelled],
                        letters.TAGS)  # fmt: skip
    pairs = [(meaning.features_of(sight, (quad.aspect, quad.opinion)), quad)
             for sight, each in zip(sights, labelled, strict=True) for quad in each.quads]  # fmt: skip
    rows = [names for names, _ in pairs]
    aspect = learn_choice(rows, [codes.index(quad.code) for _, quad in pairs], len(codes), COST)
    sign = learn_choice(rows, [SIGNS.index(quad.sign) for _, quad in pairs], len(SIGNS), COST, WEIGHTS)
    return Extractor(chain, learn_pairing(labelled, sights), aspect, sign, codes)


def read_by(extractor: Extractor, text: str, words: Words, stars: int | None = None) -> Reading:
    """Return what a text says by what was learned; low stars make praise of the whole without any fault unsure."""
    quads = extractor.quads(text, words)
    if not quads:
        return by_stars_alone(stars)
    is_low = stars is not None and stars <= LOW_STARS and not any(quad.sign < 0 for quad in quads)
    return Reading(tuple(_opinion(quad, is_low) for quad in quads), is_learned=True)


def _opinion(quad: Quad, is_low: bool) -> Opinion:
    start, end = quad.opinion or quad.aspect or (0, 0)
    sign = 0 if is_low and quad.sign > 0 and quad.code == OVERALL else quad.sign
    return Opinion(quad.code, sign, start, end, *(quad.aspect or (0, 0)))
