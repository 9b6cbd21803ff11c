"""Every setting, in frozen groups, with its help next to its default.

A setting is read from `huozhao.toml` in the data folder and then from the environment
(`HUOZHAO_<GROUP>_<NAME>`, for example `HUOZHAO_MALL_TIMEZONE`), the later one winning.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from huozhao.terms.errors import BadInput


def _set(default: Any, help: str) -> Any:
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True, slots=True)
class Mall:
    """The mall itself."""

    name: str = _set("我的商城", "name shown in the console")
    timezone: str = _set("Asia/Shanghai", "IANA time zone in which days are counted")
    currency: str = _set("CNY", "ISO 4217 code; *_fen fields hold its minor units")


@dataclass(frozen=True, slots=True)
class Storage:
    """Where things are kept."""

    data: Path = _set(Path("data"), "folder of the embedded storage")
    backend: str = _set("sqlite", "sqlite (durable, embedded) or memory (gone at the end)")
    log_max_bytes: int = _set(0, "largest size of the event log in bytes; 0 = as large as the disk allows")
    least_free_bytes: int = _set(64 << 20, "free disk space under which events are refused with disk_full")


@dataclass(frozen=True, slots=True)
class Collect:
    """The door of the event log."""

    max_future_s: int = _set(300, "seconds that an event may lie in the future")
    max_age_days: int = _set(90, "days after which a live event is refused; imports allow any age")
    batch_limit: int = _set(1000, "most events in one request")
    body_limit_bytes: int = _set(8 << 20, "largest request body in bytes")


@dataclass(frozen=True, slots=True)
class Supply:
    """Forecast, replenishment and sourcing."""

    service_level: float = _set(0.95, "probability of no stock-out over the protection interval")
    review_days: int = _set(1, "days between two plans")
    lead_time_days: int = _set(3, "lead time where the goods name none")
    intent: bool = _set(True, "let shoppers' intent (carts, favourites, views) raise the quantity to order")
    hold_minutes: int = _set(30, "minutes an unpaid order keeps its stock")
    picking_minutes: int = _set(15, "minutes a shop needs to pick an order")
    courier_kmh: float = _set(18.0, "speed of the courier in km/h")
    radius_km: float = _set(10.0, "farthest a shop delivers within the hour, in km")


@dataclass(frozen=True, slots=True)
class Matching:
    """Recommendation."""

    page_items: int = _set(20, "items in the main zone of a page")
    near_shops: int = _set(5, "shops near the shopper whose stock counts as near")
    record_impressions: bool = _set(True, "record Recommendation Shown for each page served")
    stock: bool = _set(True, "show only what lies in a shop near the shopper, where stock is known")


@dataclass(frozen=True, slots=True)
class Server:
    """The HTTP face."""

    host: str = _set("127.0.0.1", "address to listen on")
    port: int = _set(8750, "port to listen on")
    api_key: str = _set("", "key asked for as `Authorization: Bearer …`; needed when host is not loopback")


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of the mall."""

    speed: float = _set(1.0, "1 = real time; more = a simulated mall that lives faster, for the demo")


@dataclass(frozen=True, slots=True)
class Settings:
    """All groups."""

    mall: Mall = field(default_factory=Mall)
    storage: Storage = field(default_factory=Storage)
    collect: Collect = field(default_factory=Collect)
    supply: Supply = field(default_factory=Supply)
    matching: Matching = field(default_factory=Matching)
    server: Server = field(default_factory=Server)
    clock: Clock = field(default_factory=Clock)


def load(data: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings for a data folder; BadInput names a setting that is unknown or unreadable."""
    environment = os.environ if environment is None else environment
    folder = data or Path(environment.get("HUOZHAO_STORAGE_DATA", "data"))
    written = _read_file(folder / "huozhao.toml")
    unknown = set(written) - {group.name for group in fields(Settings)}
    if unknown:
        raise BadInput(
            "unknown_setting",
            f"huozhao.toml has no group {sorted(unknown)}",
            field=sorted(unknown)[0],
            hint="see docs/reference/settings.md",
        )
    groups = {group.name: _group(group.name, written.get(group.name, {}), environment) for group in fields(Settings)}
    settings = Settings(**groups)
    return replace(settings, storage=replace(settings.storage, data=folder))


def _read_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadInput("settings_unreadable", f"{path}: {error}", field=str(path), hint="mend the TOML") from None


def _group(name: str, written: Mapping[str, Any], environment: Mapping[str, str]) -> Any:
    default = getattr(Settings(), name)
    known = {item.name for item in fields(default)}
    for key in written:
        if key not in known:
            raise BadInput(
                "unknown_setting",
                f"huozhao.toml: [{name}] has no {key!r}",
                field=f"{name}.{key}",
                hint="see docs/reference/settings.md",
            )
    values: dict[str, Any] = {}
    for key in known:
        raw = environment.get(f"HUOZHAO_{name}_{key}".upper(), written.get(key))
        if raw is not None:
            values[key] = _read(f"{name}.{key}", raw, getattr(default, key))
    return replace(default, **values)


def _read(place: str, raw: Any, default: Any) -> Any:
    try:
        if isinstance(default, bool):
            return raw if isinstance(raw, bool) else {"true": True, "1": True, "false": False, "0": False}[raw.lower()]
        return type(default)(raw)
    except (KeyError, ValueError, TypeError):
        raise BadInput(
            "setting_unreadable",
            f"{place} = {raw!r} is not a {type(default).__name__}",
            field=place,
            hint=f"for example {default!r}",
        ) from None
