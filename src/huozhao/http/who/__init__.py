"""Who: shoppers, tags, crowds, consent and privacy."""

from huozhao.http.who import (
    consents,
    crowd_exports,
    crowds,
    identities,
    portrait,
    predictions,
    privacy,
    rfm,
    shoppers,
    tag_reasons,
    tags,
)

ROUTERS = tuple(each.ROUTER for each in (
    consents, crowd_exports, crowds, identities, portrait, predictions, privacy, rfm, shoppers, tag_reasons, tags,
))  # fmt: skip
