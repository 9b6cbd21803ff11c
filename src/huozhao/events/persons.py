"""Events of who a shopper is: what they told, how they came in, where they are, which ids are theirs."""

from typing import Annotated

from msgspec import Meta

from huozhao.events.fields import Latitude, Longitude, Properties, Short, personal

City = Annotated[str, personal("personalisation", "city")]
Province = Annotated[str, personal("personalisation", "province")]
Device = Annotated[str, personal("service", "device model")]
System = Annotated[str, personal("service", "operating system and its version")]
# Five characters are a cell of about 5 km: a coarse place.
Cell = Annotated[str, Meta(pattern="^[0-9b-hjkmnp-z]{1,5}$", description="geohash, at most 5 characters (about 5 km)",
                           extra_json_schema={"purpose": "personalisation"})]  # fmt: skip
BirthYear = Annotated[int, Meta(ge=1900, le=2100, description="year of birth",
                                extra_json_schema={"purpose": "personalisation"})]  # fmt: skip


class ShopperRegistered(Properties, frozen=True):
    """A shopper registered or changed what they told the mall about themselves."""

    sex: Annotated[str, personal("personalisation", "female, male or unknown")] | None = None
    birth_year: BirthYear | None = None
    city: City | None = None
    province: Province | None = None
    device: Device | None = None
    channel: Short | None = None
    os: System | None = None


class ShopperLoggedIn(Properties, frozen=True):
    """A shopper came in through WeChat or the mall's own log-in; the place is coarse, ids are linked apart."""

    app: Short
    unionid_given: bool | None = None
    scene: Annotated[int, Meta(ge=0, le=99_999, description="scene value of the mini program")] | None = None
    device: Device | None = None
    os: System | None = None
    language: Short | None = None
    network: Short | None = None
    channel: Short | None = None
    province: Province | None = None
    city: City | None = None
    district: Annotated[str, personal("personalisation", "district")] | None = None
    geohash: Cell | None = None


class PlaceReported(Properties, frozen=True):
    """A shopper allowed the mall to know exactly where they are."""

    longitude: Longitude
    latitude: Latitude
    system: Short
    accuracy_m: Annotated[int, Meta(ge=0, extra_json_schema={"unit": "m"})] | None = None


class ShopperContactGiven(Properties, frozen=True):
    """A shopper gave contact data. They go into the vault; the log keeps only that they were given."""

    phone: Annotated[str, personal("service", "phone number; kept in the vault as E.164")] | None = None
    name: Annotated[str, personal("service", "name; kept in the vault")] | None = None
    address: (
        Annotated[
            str,
            Meta(max_length=512, description="address; kept in the vault", extra_json_schema={"purpose": "service"}),
        ]
        | None
    ) = None


IdentityKind = Annotated[str, Meta(pattern="^(account|openid|unionid|phone|member_card|device)$")]
IdentityValue = Annotated[str, Meta(
    min_length=1, max_length=256, description="the id; a phone or unionid is kept as a keyed token only",
    extra_json_schema={"purpose": "service"},
)]  # fmt: skip


class IdentityLinked(Properties, frozen=True):
    """Another id was found to be the same person's: an openid, a phone, a member card, a device."""

    kind: IdentityKind
    value: IdentityValue


class IdentityUnlinked(Properties, frozen=True):
    """A link between two ids was taken back; what it joined is apart again."""

    kind: IdentityKind
    value: IdentityValue
