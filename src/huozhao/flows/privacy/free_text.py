"""Free text of events, masked before anything is kept: reviews, talks, posts and searches may hold a phone number."""

from functools import cache
from typing import Any, get_type_hints

import msgspec

from huozhao.events.catalogue import CATALOGUE, NAME_OF, Properties
from huozhao.privacy.minimise import mask


def masked(what: Properties) -> Properties:
    """Return properties with personal data hidden in what people wrote; the same object when there are none."""
    changes = {
        name: hidden for name in _written(NAME_OF[type(what)])
        if (text := getattr(what, name)) and (hidden := mask(text)) != text
    }
    return msgspec.structs.replace(what, **changes) if changes else what


@cache
def _written(name: str) -> tuple[str, ...]:
    """Return the fields of an event that people write into."""
    hints = get_type_hints(CATALOGUE[name], include_extras=True)
    return tuple(field for field, hint in hints.items() if _is_free(hint))


def _is_free(hint: Any) -> bool:
    metas = [*getattr(hint, "__metadata__", ()),
             *(meta for part in getattr(hint, "__args__", ()) for meta in getattr(part, "__metadata__", ()))]
    return any(isinstance(m, msgspec.Meta) and (m.extra_json_schema or {}).get("free_text") for m in metas)
