"""API security, against the example that WeChat publishes: what is sealed is its bytes, what it signed is believed."""

import base64
import json
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from huozhao.backends.wechat.seal import ApiKeys, Seal
from huozhao.operations.wechat.platform import Forged
from huozhao.sandbox.keys import merchant_pem
from huozhao.sandbox.world import key_pair

URL = "https://api.weixin.qq.com/wxa/getuserriskrank"
IV, NONCE, ASKED_AT, ANSWERED_AT = "fmW/zNxXlytUZBgj", "o89QaPVsRu1yppIZzvSZc4", 1_635_927_954, 1_635_927_956
SEALED = (
    "0IDVdrPtSPF/Oe2CTXCV2vVNPbVJdJlP2WaTMQnoYLh5iCrrSNfQFh25EnStDMf0hLlVNBCZQtf9NaV0m4aRA4AAYIO7oR/Ge+4yY4EmZp5EVPB4"
    "2xjScgMx5X3D4VdLCfynXIUKUtZHZvk1zmLVE3RauzJgiM1BB1CPmwcENo3MTJ0z8Vfkf5tMv54kOXobDLlV5rfqKdAX7gM/rP82DgZdt9vvZX44"
    "ipdbHIjJvw83ZXAFtvftdVw2Qd8=")  # fmt: skip
ANSWER = (
    b'{"iv":"r2WDQt56rEAmMuoR","data":"HExs66Ik3el+iM4IpeQ7SMEN934FRLFYOd3EmeaIrpP4EPTHckoco6O+PaoRZRa3lqaPRZT7r52f7LUok'
    b"6gLxc6cdR8C4vpIIfh4xfLC4L7FNy9GbuMK1hcoi8b7gkWJcwZMkuCFNEDmqn3T49oWzAQOrY4LZnnnykv6oUJotdAsnKvmoJkLK7hRh7M2B1d2"
    b'UnTnRuoIyarXc5Iojwoghx4BOvnV","authtag":"z2BFD8QctKXTuBlhICGOjQ=="}')  # fmt: skip
SIGNED = (
    "Ht0VfQkkEweJ4hU266C14Aj64H9AXfkwNi5zxUZETCvR2svU1ZYdosDhFX/voLj1TyszqKsVxAlENGt7PPZZ8RQX7jnA4SKhiPUhW4LTbyTenisH"
    "J+ohSfDjYnXavjQsBHspFS+BlPHuSSJ2xyQzw1+HuC6nid09ZL4FnGSYo4OI5MJrSb9xLzIVZMIDuUQchGKi/KaB1KzxECLEZcfjqbAgmxC7qOmu"
    "BLyO1WkHYDM95NJrHJWba5xv4wrwPru9yYTJSNRnlM+zrW5w9pOubC4Jtj3szTAEuOz9AcqUmgaAvMLNAIa8hfODLRe3n/cu4SgYlN/ZkNRU4QXV"
    "NbPGMg==")  # fmt: skip
HEADERS = httpx.Headers({"Wechatmp-Appid": "wxba6223c06417af7b", "Wechatmp-TimeStamp": str(ANSWERED_AT),
                         "Wechatmp-Serial": "79ba700ea147819f640941bceb38b1d1", "Wechatmp-Signature": SIGNED})
# The certificate of the example.
CERTIFICATE = """-----BEGIN CERTIFICATE-----
MIID0jCCArqgAwIBAgIUeE+Yy7vM/o+eHHsfM+1bGJJEZTQwDQYJKoZIhvcNAQEL
BQAwXjELMAkGA1UEBhMCQ04xEzARBgNVBAoTClRlbnBheS5jb20xHTAbBgNVBAsT
FFRlbnBheS5jb20gQ0EgQ2VudGVyMRswGQYDVQQDExJUZW5wYXkuY29tIFJvb3Qg
Q0EwHhcNMjIwOTA1MDgzOTIyWhcNMjcwOTA0MDgzOTIyWjBkMRswGQYDVQQDDBJ3
eGQ5MzBlYTVkNWEyNThmNGYxFTATBgNVBAoMDFRlbmNlbnQgSW5jLjEOMAwGA1UE
CwwFV3hnTXAxCzAJBgNVBAYMAkNOMREwDwYDVQQHDAhTaGVuWmhlbjCCASIwDQYJ
KoZIhvcNAQEBBQADggEPADCCAQoCggEBAM5D9qlkCmk1kr3FpF0e9pc3kGsvz5RA
0/YRny9xPKIyV2UVMDZvRQ+mDHsiQQFE6etg457KFYSxTDKtItbdl6hJQVGeAvg0
mqPYE9SkHRGTfL/AnXRbKBG2GC2OcaPSAprsLOersjay2me+9pF8VHybV8aox78A
NsU75G/OO3V1iEE0s5Pmglqk8DEiw9gB/dGJzsNfXwzvyJyiUP9ZujYexyjsS+/Z
GdSOUkqL/th+16yHj8alcdyga6YGfWEDyWkt/i/B28cwx4nzwk8xgrurifPaLuMk
0+9wJQLCfAn/f7zyHrC8PcD1XvvRt9VBNMBASXs3710ODyyVf2lkMgkCAwEAAaOB
gTB/MAkGA1UdEwQCMAAwCwYDVR0PBAQDAgTwMGUGA1UdHwReMFwwWqBYoFaGVGh0
dHA6Ly9ldmNhLml0cnVzLmNvbS5jbi9wdWJsaWMvaXRydXNjcmw/Q0E9MUJENDIy
MEU1MERCQzA0QjA2QUQzOTc1NDk4NDZDMDFDM0U4RUJEMjANBgkqhkiG9w0BAQsF
AAOCAQEAL2MK9tYu+ljLVBlSbfEeaKyF07TN+G31Ya5NBzeS1ZCx4joUEIyACWmG
fUkKNKiKV+EMzxeEhKRso1Qif3E7Ipl+PQBoQw6OSR/jFHciYurnGR9CLkL03Zo1
qw1Xetv9OipsvlpA0SOWc207e/XpGdm8C7FMXM6bzvVp8I/STTjC1vqjIZu9WavI
RgGM4jyAPz2XogUq0BNijef8BXbbav9fAsXjHSwn5BQv4iLms3fiLm/eoyQ6dZ2R
oTudrlcyr1bG4vwETLmHF+3yfVp9dpvJ+lyfiviwDwyfa8t2WlJm27DuF4vWoxir
mjgj9tDutIFqxLIovLyg3uiAYtSQ/Q==
-----END CERTIFICATE-----
"""


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    own, certificate = tmp_path / "own.pem", tmp_path / "wechat.pem"
    own.write_bytes(merchant_pem())
    certificate.write_text(CERTIFICATE)
    keys = ApiKeys("fa05fe1e5bcc79b81ad5ad4b58acf787", "otUpngOjU+nVQaWJIC3D/yMLV17RKaP6t4Ot9tbnzLY=", own,
                   "79ba700ea147819f640941bceb38b1d1", certificate)
    return Seal("wxba6223c06417af7b", keys, lambda: ASKED_AT, lambda _: base64.b64decode(IV), lambda _: NONCE)


def test_a_request_is_sealed_into_the_bytes_that_wechat_publishes_and_signed(seal: Seal) -> None:
    body = {"appid": "wxba6223c06417af7b", "openid": "oEWzBfmdLqhFS2mTXCo2E4Y9gJAM", "scene": 0,
            "client_ip": "127.0.0.1"}  # fmt: skip
    headers, content = seal.closed(URL, body)
    assert json.loads(content) == {"iv": IV, "data": SEALED, "authtag": "5qeM/2vZv+6KtScN94IpMg=="}
    assert len(content) == 324, "as long as in the example"
    assert (headers["Wechatmp-Appid"], headers["Wechatmp-TimeStamp"]) == ("wxba6223c06417af7b", str(ASKED_AT))
    text = f"{URL}\nwxba6223c06417af7b\n{ASKED_AT}\n".encode() + content
    key_pair("merchant").public_key().verify(base64.b64decode(headers["Wechatmp-Signature"]), text,
                                             padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())


def test_the_answer_that_wechat_publishes_is_believed_and_opened(seal: Seal) -> None:
    found = seal.opened(URL, HEADERS, ANSWER)
    assert (found["errmsg"], found["risk_rank"]) == ("getuserriskrank succ", 0)
    changing = {**HEADERS, "wechatmp-serial": "newer", "wechatmp-signature": "bmV3",
                "wechatmp-serial-deprecated": "79ba700ea147819f640941bceb38b1d1",
                "wechatmp-signature-deprecated": SIGNED}  # fmt: skip
    assert seal.opened(URL, httpx.Headers(changing), ANSWER) == found, "while WeChat changes its certificate"


def test_an_answer_that_is_changed_old_unsigned_or_for_another_interface_is_not_believed(seal: Seal) -> None:
    later = replace(seal, clock=lambda: ANSWERED_AT + 301)
    unsigned = httpx.Headers({**HEADERS, "wechatmp-signature": ""})
    cases = [
        (seal, URL, HEADERS, ANSWER.replace(b"HExs", b"HExt"), "Wechatmp-Signature"),
        (later, URL, HEADERS, ANSWER, "Wechatmp-TimeStamp"),
        (seal, URL, unsigned, ANSWER, "Wechatmp-Signature"),
        (seal, URL + "2", HEADERS, ANSWER, "Wechatmp-Signature"),
        (seal, URL, httpx.Headers(), b'{"errcode":0}', "Wechatmp-TimeStamp"),
        (seal, URL, HEADERS, b"<html>", "body"),
    ]
    for reader, url, headers, content, field in cases:
        with pytest.raises(Forged) as caught:
            reader.opened(url, headers, content)
        assert caught.value.field == field
    assert seal.opened(URL, httpx.Headers(), b'{"errcode":40234}') == {"errcode": 40234}, "a refusal comes as it is"
