"""Every setting, in frozen groups, with its help next to its default.

A setting is read from `huozhao.toml` in the data folder and then from the environment
(`HUOZHAO_<GROUP>_<NAME>`, for example `HUOZHAO_MALL_TIMEZONE`), the later one winning.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from huozhao.matching.needs.policy import Policy as Needs
from huozhao.operations.care.policy import Policy as Care
from huozhao.operations.coupons.delivery import Delivery
from huozhao.operations.messages.policy import Policy as Messages
from huozhao.operations.top_up.policy import Policy as TopUp
from huozhao.supply.policy import Policy as Supply
from huozhao.terms.errors import BadInput
from huozhao.terms.setting import setting


@dataclass(frozen=True, slots=True)
class Mall:
    """The mall itself."""

    name: str = setting("我的商城", "name shown in the console")
    timezone: str = setting("Asia/Shanghai", "IANA time zone in which days are counted")
    currency: str = setting("CNY", "ISO 4217 code; *_fen fields hold its minor units")


@dataclass(frozen=True, slots=True)
class Storage:
    """Where things are kept."""

    data: Path = setting(Path("data"), "folder of the embedded storage")
    backend: str = setting("sqlite", "sqlite (durable, embedded) or memory (gone at the end)")
    log_max_bytes: int = setting(0, "largest size of the event log in bytes; 0 = as large as the disk allows")
    least_free_bytes: int = setting(64 << 20, "free disk space under which events are refused with disk_full")


@dataclass(frozen=True, slots=True)
class Collect:
    """The door of the event log."""

    max_future_s: int = setting(300, "seconds that an event may lie in the future")
    max_age_days: int = setting(90, "days after which a live event is refused; imports allow any age")
    batch_limit: int = setting(1000, "most events in one request")
    body_limit_bytes: int = setting(8 << 20, "largest request body in bytes")


@dataclass(frozen=True, slots=True)
class Matching:
    """Recommendation."""

    page_items: int = setting(20, "items in the main zone of a page")
    near_shops: int = setting(5, "shops near the shopper whose stock counts as near")
    record_impressions: bool = setting(True, "record Recommendation Shown for each page served")
    stock: bool = setting(True, "show only what lies in a shop near the shopper, where stock is known")
    page_budget_ms: float = setting(200.0, "milliseconds of a page after which the recalls that are left are left out")
    explore: float = setting(0.05, "share of the places of a main zone that go to any good that may stand there")
    diversity: float = setting(0.15, "how much unlikeness counts beside the score in a main zone, 0 to 1")
    fatigue_times: int = setting(8, "times shown without an act from which a good scores half each time; 0 = never")
    fatigue_days: int = setting(7, "days over which these times are counted")
    sensitive_categories: str = setting("", "category names, comma separated, shown only where they are asked for")
    log_features: bool = setting(True, "keep with each item shown what it was ranked by; about 10 kB a page")
    hold_out: float = setting(0.0, "share of shoppers who get pages that are not personal, to measure the effect")
    keep_models: int = setting(5, "versions of what was learned that are kept, to roll back to")
    best_sellers: bool = setting(False, "one shelf of best sellers for everybody on every page, for comparison")
    guard: bool = setting(True, "hold a new model back when it does worse on held-out days than the one in use")


@dataclass(frozen=True, slots=True)
class Scenes:
    """Zones for places, periods, weather and stages of life."""

    hold_out: float = setting(0.1, "share of shoppers for whom a scene is held out, to see what it achieves; 0 = none")
    most_zones: int = setting(3, "most zones of scenes on one page")


@dataclass(frozen=True, slots=True)
class Voice:
    """What shoppers say of goods, and the improved goods that answer it."""

    least_shoppers: int = setting(5, "distinct shoppers who must complain of an aspect before there is a ticket")
    false_alarms_a_week: float = setting(0.05, "tickets a week that chance may raise over the whole mall, at most")
    hold_out: float = setting(0.1, "share of complainers to whom an improved product is not offered, for comparison")


@dataclass(frozen=True, slots=True)
class Experiments:
    """Experiments on pages."""

    hold_out: float = setting(0.0, "share of shoppers who are in no experiment at all, to see what all of them achieve")


@dataclass(frozen=True, slots=True)
class Operating:
    """What looks at the mall's figures and acts on them: alerts, self-correction, trends, reports."""

    false_alarms_a_week: float = setting(0.25, "alerts a week that chance may raise over all figures, at most")
    correct: bool = setting(True, "correct weak categories by itself; off = only propose, an operator approves")
    correction_days: int = setting(14, "days after which a correction ends and is tested again")
    correction_hold_out: float = setting(0.2, "share of shoppers who see pages without the correction, to test it")
    trend_false_alarms_a_week: float = setting(0.1, "trends a week that chance may raise over the whole mall, at most")
    trend_boost: float = setting(1.2, "most by which a trend lifts its goods on pages, 1 = not at all")
    report_weekday: int = setting(1, "weekday of the weekly report, 1 = Monday")


@dataclass(frozen=True, slots=True)
class Assistant:
    """The assistant of shoppers. Without a model it answers by rules, the merchant's knowledge and templates."""

    url: str = setting("", "OpenAI-compatible address, such as http://127.0.0.1:11434/v1; empty = no model")
    model: str = setting("", "name of the model at that address")
    key: str = setting("", "its key; better set as HUOZHAO_ASSISTANT_KEY than written here")
    mode: str = setting("tools", "how the model is asked for a tool: tools, json_schema or text, by what it can do")
    rewrite: bool = setting(True, "let the model put answers into friendlier words; what is not proven is dropped")
    timeout_s: float = setting(20.0, "seconds to wait for the model; then rules and templates answer")
    threshold: float = setting(0.34, "how well an article of the knowledge must fit to be given as answer, 0 to 1")
    most_calls: int = setting(60, "tool calls in one talk, after which a person takes over")
    most_tokens: int = setting(20_000, "tokens of the model in one talk, after which rules and templates answer")
    most_refund_yuan: int = setting(500, "money that may come back by one talk without a person")
    return_days: int = setting(7, "days after delivery in which goods may come back")
    not_returned: str = setting("", "category names, comma separated, that may not come back once delivered")
    idle_minutes: int = setting(30, "minutes without a word after which a talk is over")
    keep_days: int = setting(180, "days that talks are kept")


@dataclass(frozen=True, slots=True)
class Weather:
    """Where the weather comes from. A service is asked for cities, never for a shopper's place."""

    provider: str = setting("climatology", "climatology (no network), open-meteo, amap or qweather")
    url: str = setting("", "address of the service; needed for qweather (your API host), usual one where empty")
    key: str = setting("", "key of AMap; better set as HUOZHAO_WEATHER_KEY than written here")
    project: str = setting("", "project id of QWeather")
    credential: str = setting("", "credential id (kid) of QWeather's JWT")
    key_file: str = setting("", "PEM file with the Ed25519 private key of QWeather's JWT")
    timeout_s: float = setting(5.0, "seconds to wait for an answer; pages never wait")
    ttl_minutes: int = setting(30, "minutes after which the weather of a city is asked for again")


@dataclass(frozen=True, slots=True)
class Server:
    """The HTTP face."""

    host: str = setting("127.0.0.1", "address to listen on")
    port: int = setting(8750, "port to listen on")
    api_key: str = setting("", "a key that may do everything, asked for as `Authorization: Bearer …`")
    tls_certificate: str = setting("", "PEM file with the certificate chain; set with tls_key, the server speaks HTTPS")
    tls_key: str = setting("", "PEM file with the certificate's private key")
    trusted_proxies: str = setting("", "addresses or networks, comma separated, whose X-Forwarded-* are believed")
    hsts_days: int = setting(365, "days for which browsers insist on HTTPS once they have seen it; 0 = not told")
    request_lines: bool = setting(False, "log one line a request: route, status, time, who; no ids, no query")


@dataclass(frozen=True, slots=True)
class Access:
    """Who may come in, how often, and how long it is on record."""

    session_idle_minutes: int = setting(60, "minutes without a request after which a log-in ends")
    session_hours: int = setting(12, "hours after which a log-in ends in any case")
    wrong_passwords: int = setting(5, "wrong passwords in a row before log-in pauses, twice as long each time")
    token_hours: int = setting(24, "longest life of a shopper token in hours")
    access_log_days: int = setting(1095, "days for which looks at personal data stay on record")
    key_rate_per_s: int = setting(500, "requests a second of one API key, unless the key has its own rate")
    user_rate_per_s: int = setting(50, "requests a second of one logged-in user")
    shopper_rate_per_s: int = setting(10, "requests a second of one shopper's token")
    address_rate_per_s: int = setting(10, "requests a second of one address that shows nothing")
    log_in_rate_per_minute: int = setting(20, "log-in attempts a minute from one address, and as many guests")
    sensitive_rate_per_minute: int = setting(30, "look-ups, reveals and exports of personal data a minute by one user")


@dataclass(frozen=True, slots=True)
class Storefront:
    """The storefront for shoppers at /shop/. Both settings are for demos: a real mall logs shoppers in and is paid."""

    guests: bool = setting(False, "let anybody shop as a guest, without the mall's own log-in")
    trial_payment: bool = setting(False, "orders of the storefront count as paid without money")


@dataclass(frozen=True, slots=True)
class Privacy:
    """Keys, and how long data of each purpose are kept."""

    keys: str = setting("", "folder of the keys, to be backed up apart from the data; empty = keys in the data folder")
    vault_url: str = setting("", "address of HashiCorp Vault whose transit engine holds the master key; empty = a file")
    vault_key: str = setting("huozhao", "name of the transit key")
    vault_token: str = setting("", "Vault token with encrypt, decrypt and rotate on that key")
    service_days: int = setting(1095, "days that orders and service stay with their shopper")
    personalisation_days: int = setting(365, "days that behaviour stays with its shopper")
    sensitive_days: int = setting(180, "days that sensitive facts are kept")
    location_days: int = setting(90, "days that precise places are kept")
    marketing_days: int = setting(365, "days that messages sent stay with their shopper")
    failed_event_days: int = setting(30, "days that refused events are kept")
    export_days: int = setting(7, "days that files made for download are kept")


@dataclass(frozen=True, slots=True)
class Connect:
    """The mall that exists already and is read every few minutes (see how-to/connect-litemall)."""

    mall: str = setting("", "litemall, mall, mall4j, yudao, or the path of a mapping file; empty = none")
    dsn: str = setting("", "mysql://user:password@host:3306/database; better set as HUOZHAO_CONNECT_DSN than here")
    minutes: int = setting(5, "minutes between two readings of the running server; 0 = only when asked")
    consented: str = setting("", "purposes its shoppers consented to elsewhere: personalisation,marketing …, or none")
    token_secret: str = setting("", "secret by which litemall signs its tokens; with it drop-in answers know who asks")
    who_url: str = setting("", "address at which mall tells whose token it is: http://…/sso/info; empty = nobody's")
    private_receivers: bool = setting(False, "let webhooks go to the own network, and there over http")


@dataclass(frozen=True, slots=True)
class Portrait:
    """The platform's aggregate portrait of the mall's visitors, fetched daily when a source is set."""

    url: str = setting("https://api.weixin.qq.com", "address of WeChat's API")
    appid: str = setting("", "appid of the mini program; with its secret the portrait is fetched daily")
    secret: str = setting("", "secret of the mini program; better set as HUOZHAO_PORTRAIT_SECRET than written here")
    access_token: str = setting("", "a token that another system keeps fresh, in place of appid and secret")
    folder: str = setting("", "folder with the platform's answers as JSON files, in place of WeChat's API")
    hour: int = setting(10, "local hour from which it is fetched; WeChat has counted yesterday by then")


@dataclass(frozen=True, slots=True)
class Wechat:
    """The mini program and its merchant account. Better set secrets and keys as HUOZHAO_WECHAT_… than write them here.

    With appid and secret shoppers log in and messages leave; with push_token WeChat tells the mall of taps; with mchid
    orders are paid through WeChat; with api_key riders bring them.
    """

    url: str = setting("https://api.weixin.qq.com", "address of WeChat's API")
    appid: str = setting("", "appid of the mini program")
    secret: str = setting("", "its secret")
    sandbox: bool = setting(False, "url is a sandbox on this machine, and the web storefront logs in by it; for demos")
    state: str = setting("formal", "version of the mini program that messages open: formal, trial or developer")
    push_token: str = setting("", "token for message push, as set in the mini program's console")
    push_key: str = setting("", "EncodingAESKey for message push, 43 characters, in the safe mode")
    pay_url: str = setting("https://api.mch.weixin.qq.com", "address of WeChat Pay's API")
    mchid: str = setting("", "number of the merchant account; empty = orders are not paid through this mall")
    merchant_serial: str = setting("", "serial number of the merchant's certificate")
    merchant_key_file: str = setting("", "PEM file with the merchant's private key")
    api_v3_key: str = setting("", "the merchant's APIv3 key, 32 characters")
    platform_key_id: str = setting("", "id of WeChat Pay's public key, PUB_KEY_ID_…, or the serial of its certificate")
    platform_key_file: str = setting("", "PEM file with WeChat Pay's public key or certificate")
    notify_url: str = setting("", "where WeChat Pay reaches this mall: https://…/v1/wechat/pay")
    logistics: str = setting("city", "how goods leave unless told otherwise: city, express, pickup or virtual")
    order_page: str = setting("", "page of an order in the mini program, for service cards; empty = no cards")
    goods_page: str = setting("", "page of a product, for service cards, such as pages/product/product?sku={sku}")
    api_key: str = setting("", "symmetric key of API security, AES256, Base64; empty = no same-city delivery")
    api_key_number: str = setting("", "its number, as the mini program's console shows it")
    api_key_file: str = setting("", "PEM file with the private key (RSA) of API security")
    api_certificate_number: str = setting("", "number of WeChat's certificate in the console, not the serial inside it")
    api_certificate_file: str = setting("", "PEM file with WeChat's certificate of API security")
    delivery_url: str = setting("", "where WeChat tells of same-city deliveries: https://…/v1/wechat/delivery")
    delivery_trial: bool = setting(False, "ask WeChat's own sandbox for deliveries: no rider comes, nothing is charged")


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of the mall."""

    speed: float = setting(1.0, "1 = real time; more = a simulated mall that lives faster, for the demo")


@dataclass(frozen=True, slots=True)
class Settings:
    """All groups."""

    mall: Mall = field(default_factory=Mall)
    storage: Storage = field(default_factory=Storage)
    collect: Collect = field(default_factory=Collect)
    supply: Supply = field(default_factory=Supply)
    matching: Matching = field(default_factory=Matching)
    scenes: Scenes = field(default_factory=Scenes)
    needs: Needs = field(default_factory=Needs)
    voice: Voice = field(default_factory=Voice)
    experiments: Experiments = field(default_factory=Experiments)
    operating: Operating = field(default_factory=Operating)
    top_up: TopUp = field(default_factory=TopUp)
    care: Care = field(default_factory=Care)
    messages: Messages = field(default_factory=Messages)
    delivery: Delivery = field(default_factory=Delivery)
    weather: Weather = field(default_factory=Weather)
    assistant: Assistant = field(default_factory=Assistant)
    server: Server = field(default_factory=Server)
    access: Access = field(default_factory=Access)
    storefront: Storefront = field(default_factory=Storefront)
    clock: Clock = field(default_factory=Clock)
    privacy: Privacy = field(default_factory=Privacy)
    portrait: Portrait = field(default_factory=Portrait)
    connect: Connect = field(default_factory=Connect)
    wechat: Wechat = field(default_factory=Wechat)


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
    text = path.read_text("utf-8")
    _require_headings_once(path, text)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput("settings_unreadable", f"{path}: {error}", field=str(path),
                       hint="mend the TOML there / 按提示的行列改正") from None


def _require_headings_once(path: Path, text: str) -> None:
    """Refuse a heading that stands twice, as it does once a block was pasted below a file that has all headings."""
    first: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        heading = line.partition("#")[0].strip()
        if re.fullmatch(r"\[\w+\]", heading) and first.setdefault(heading, number) != number:
            raise BadInput("settings_unreadable",
                           f"{path}: {heading} stands twice, in lines {first[heading]} and {number} / 写了两次",
                           field=heading.strip("[]"), hint="put all below one heading / 合到一个小节标题下面")


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
