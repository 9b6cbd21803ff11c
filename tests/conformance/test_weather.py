"""Every weather service is understood as it documents its answers, and pages never wait for one."""

import json
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from huozhao.backends.weather import skies
from huozhao.backends.weather.amap import AMap
from huozhao.backends.weather.cached import CachedWeather
from huozhao.backends.weather.open_meteo import OpenMeteo
from huozhao.backends.weather.provider import weather_service
from huozhao.backends.weather.qweather import QWeather
from huozhao.matching.scenes.ports import Spot
from huozhao.terms.errors import BadInput, Busy
from huozhao.terms.place import Coordinates
from huozhao.terms.time import EPOCH

DAY = (date(2026, 11, 25) - EPOCH).days
# 14:30 in Wuhan by the sun is about 06:53 UTC.
NOON = DAY * 86_400_000 + int((14.5 - 114.3 / 15) * 3_600_000)
WUHAN = Spot("武汉", "湖北", Coordinates(114.30, 30.59, "wgs84"))
DAYS = [f"2026-11-{n}" for n in range(18, 27)]


class Service(ThreadingHTTPServer):
    daemon_threads = True
    answers: dict[str, Any]
    asked: list[tuple[str, dict[str, list[str]], dict[str, str]]]
    status = 200


class Answers(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        found = urlsplit(self.path)
        self.server.asked.append((found.path, parse_qs(found.query), dict(self.headers)))
        answer = self.server.answers.get(found.path)
        body = answer.encode() if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[Service]:
    server = Service(("127.0.0.1", 0), Answers)
    server.answers, server.asked = {}, []
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def client(service: Service) -> httpx.Client:
    return httpx.Client(base_url=f"http://127.0.0.1:{service.server_port}", timeout=5)


def open_meteo() -> dict[str, Any]:
    return {
        "latitude": 30.6, "longitude": 114.3, "utc_offset_seconds": 28800, "current": {"time": "x", "weather_code": 61},
        "daily": {"time": DAYS, "temperature_2m_mean": [15, 16, 15, 16, 17, 18, 17, 8.5, 7],
                  "temperature_2m_min": [10] * 7 + [5, 4], "temperature_2m_max": [20] * 7 + [12, 11],
                  "weather_code": [0] * 7 + [3, 3]},
    }  # fmt: skip


def test_open_meteo_gives_today_and_the_days_before(service: Service) -> None:
    service.answers["/v1/forecast"] = open_meteo()
    found = OpenMeteo(client(service)).fetch(WUHAN, NOON, DAY)
    assert (found.mean_c, found.low_c, found.high_c, found.condition, found.source) == (8.5, 5, 12, "rain", "observed")
    assert found.recent_c == (17, 18, 17, 16, 15, 16, 15)
    assert found.change_c == pytest.approx(8.5 - 52 / 3, abs=0.05)
    _, query, _ = service.asked[0]
    assert (query["latitude"], query["longitude"], query["timezone"]) == (["30.59"], ["114.3"], ["auto"])


def test_amap_gives_the_forecast_of_the_day_by_the_code_of_the_city(service: Service) -> None:
    service.answers["/v3/config/district"] = {"status": "1", "districts": [{"adcode": "420100", "name": "武汉市"}]}
    service.answers["/v3/weather/weatherInfo"] = {"status": "1", "infocode": "10000", "forecasts": [{
        "city": "武汉市", "adcode": "420100", "casts": [
            {"date": "2026-11-25", "dayweather": "雨夹雪", "nightweather": "阴", "daytemp": "8", "nighttemp": "2"}]}]}
    source = AMap(client(service), "secret")
    found = source.fetch(WUHAN, NOON, DAY)
    assert (found.mean_c, found.low_c, found.high_c, found.condition, found.source) == (5, 2, 8, "snow", "forecast")
    source.fetch(WUHAN, NOON, DAY)
    assert [path for path, *_ in service.asked].count("/v3/config/district") == 1
    assert service.asked[-1][1]["city"] == ["420100"]
    with pytest.raises(Busy):
        source.fetch(WUHAN, NOON, DAY + 9)


def test_amap_that_refuses_says_so_without_the_key(service: Service) -> None:
    service.answers["/v3/config/district"] = {"status": "0", "info": "INVALID_USER_KEY", "infocode": "10001"}
    with pytest.raises(BadInput, match="INVALID_USER_KEY") as refused:
        AMap(client(service), "secret").fetch(WUHAN, NOON, DAY)
    assert "secret" not in str(refused.value.as_dict())


def test_qweather_is_asked_latitude_first_with_a_token_signed_by_the_key(service: Service) -> None:
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    service.answers["/weather/v1/current/30.59/114.3"] = {
        "temperature": {"value": 12.0, "unit": "°C"}, "condition": {"text": "小雨", "code": "305"}}
    source = QWeather(client(service), "PROJECT", "CREDENTIAL", pem.decode())
    found = source.fetch(WUHAN, NOON, DAY)
    assert (found.high_c, found.condition, found.source) == (12.0, "rain", "observed")
    assert found.low_c < found.mean_c < found.high_c
    token = service.asked[0][2]["Authorization"].removeprefix("Bearer ")
    assert jwt.get_unverified_header(token)["kid"] == "CREDENTIAL"
    assert jwt.decode(token, key.public_key(), ["EdDSA"])["sub"] == "PROJECT"
    source.fetch(WUHAN, NOON, DAY)
    assert service.asked[1][2]["Authorization"].removeprefix("Bearer ") == token


def test_a_page_gets_what_is_there_and_the_service_is_asked_in_the_background(service: Service) -> None:
    service.answers["/v1/forecast"] = open_meteo()
    weather = CachedWeather(OpenMeteo(client(service)))
    assert weather.weather(WUHAN, NOON, DAY) is None
    assert weather.wait()
    found = weather.weather(WUHAN, NOON, DAY)
    assert found is not None and found.mean_c == 8.5
    assert weather.wait() and len(service.asked) == 1
    assert weather.weather(WUHAN, NOON, DAY + 1) is None, "yesterday's weather is not today's"
    assert weather.wait()
    found = weather.weather(WUHAN, NOON, DAY + 1)
    assert found is not None and found.mean_c == 7


def test_the_last_that_was_known_is_served_while_the_service_is_away(service: Service) -> None:
    service.answers["/v1/forecast"] = open_meteo()
    weather = CachedWeather(OpenMeteo(client(service)), ttl_s=0.0)
    weather.weather(WUHAN, NOON, DAY)
    assert weather.wait()
    service.status = 503
    assert weather.weather(WUHAN, NOON, DAY) is not None
    assert weather.wait()
    assert weather.weather(WUHAN, NOON, DAY) is not None
    assert "503" in weather.error
    assert weather.wait()
    assert len(service.asked) == 2, "after a failure the service is left alone for a while"


@pytest.mark.parametrize("answer", ["<html>", {}, {"daily": {}}, []])
def test_nonsense_is_an_error_on_record_and_no_weather(service: Service, answer: Any) -> None:
    service.answers["/v1/forecast"] = answer
    weather = CachedWeather(OpenMeteo(client(service)))
    weather.weather(WUHAN, NOON, DAY)
    assert weather.wait()
    assert weather.weather(WUHAN, NOON, DAY) is None and weather.error


def test_the_settings_name_a_service_or_say_what_is_missing(tmp_path: Path) -> None:
    def made(provider: str, **more: str) -> CachedWeather | None:
        given = {name: more.get(name, "") for name in ("url", "key", "project", "credential", "key_file")}
        return weather_service(provider, **given, timeout_s=1.0, ttl_minutes=30)

    assert made("climatology") is None
    assert made("open-meteo") is not None and made("amap", key="k") is not None
    with pytest.raises(BadInput, match=r"weather\.key "):
        made("amap")
    with pytest.raises(BadInput, match=r"weather\.url "):
        made("qweather")
    with pytest.raises(BadInput, match="key_file"):
        made("qweather", url="http://x", project="p", credential="c", key_file=str(tmp_path / "no.pem"))
    with pytest.raises(BadInput, match="crystal"):
        made("crystal ball")


def test_skies_of_every_service() -> None:
    assert [skies.of_wmo(code) for code in (0, 1, 3, 45, 55, 65, 75, 81, 86, 95, 99)] == [
        "clear", "clear", "cloudy", "fog", "rain", "rain", "snow", "rain", "snow", "storm", "storm"]
    assert [skies.of_icon(code) for code in ("100", "104", "150", "302", "305", "310", "400", "499", "501", "502")] == [
        "clear", "cloudy", "clear", "storm", "rain", "storm", "snow", "snow", "fog", "haze"]
    assert [skies.of_words(word) for word in ("晴", "多云转小雨", "雷阵雨", "雨夹雪", "霾", "浮尘", "大雾",
                                                "平静")] == [
        "clear", "rain", "storm", "snow", "haze", "haze", "fog", ""]
