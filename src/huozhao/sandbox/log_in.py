"""Tokens, log-in and phone numbers: stable_token, jscode2session, getuserphonenumber."""

import secrets

from huozhao.sandbox.asked import Answer, Asked, Refused, require_token, told
from huozhao.sandbox.world import Code, World

TOKEN_LIFE_S, EARLY_S = 7_200, 300
FORCE_APART_S, MOST_FORCED_A_DAY = 30, 20
MOST_LOG_INS_A_MINUTE = 100


def stable_token(world: World, asked: Asked) -> Answer:
    """Answer with the token of now; forced, with a new one that ends all before it."""
    body = asked.json()
    if body.get("grant_type") != "client_credential":
        raise Refused(40002)
    _require_app(world, str(body.get("appid")), str(body.get("secret")))
    now = world.now()
    if body.get("force_refresh"):
        _require_may_force(world, now)
        world.tokens.clear()
    current = max(world.tokens.items(), key=lambda each: each[1], default=("", 0.0))
    if current[1] - now <= EARLY_S:
        current = (secrets.token_urlsafe(96), now + TOKEN_LIFE_S)
        world.tokens[current[0]] = current[1]
    return told(access_token=current[0], expires_in=int(current[1] - now))


def code_to_session(world: World, asked: Asked) -> Answer:
    """Turn a code of wx.login into an openid; a code works once, for five minutes."""
    query = asked.query
    _require_app(world, query.get("appid", ""), query.get("secret", ""))
    if query.get("grant_type") != "authorization_code":
        raise Refused(40002)
    openid = _used(world, world.codes.get(query.get("js_code", ""))).openid
    if openid in world.risky_users:
        raise Refused(40226)
    times = world.log_ins.setdefault(openid, [])
    times[:] = [at for at in times if at > world.now() - 60]
    if len(times) >= MOST_LOG_INS_A_MINUTE:
        raise Refused(45011)
    times.append(world.now())
    union = {"unionid": world.unionid(openid)} if world.has_unionids else {}
    return told(openid=openid, session_key=secrets.token_urlsafe(18), **union)


def phone_number(world: World, asked: Asked) -> Answer:
    """Turn a code of the phone button into a number; an openid that is given has to be the one it belongs to."""
    require_token(world, asked)
    body = asked.json()
    code = world.phone_codes.get(str(body.get("code")))
    if code is not None and body.get("openid") not in (None, code.openid):
        raise Refused(40029)
    number = _used(world, code).phone
    watermark = {"timestamp": int(world.now()), "appid": world.appid}
    return told(phone_info={"phoneNumber": number, "purePhoneNumber": number, "countryCode": "86",
                            "watermark": watermark})


def _used(world: World, code: Code | None) -> Code:
    if code is None or world.now() >= code.until:
        raise Refused(40029)
    if code.is_used:
        raise Refused(40163)
    code.is_used = True
    return code


def _require_app(world: World, appid: str, secret: str) -> None:
    if appid != world.appid:
        raise Refused(40013)
    if secret != world.secret:
        raise Refused(40125)


def _require_may_force(world: World, now: float) -> None:
    lately = [at for at in world.forced_at if at > now - 86_400]
    if len(lately) >= MOST_FORCED_A_DAY or any(at > now - FORCE_APART_S for at in lately):
        raise Refused(45009)
    world.forced_at[:] = [*lately, now]
