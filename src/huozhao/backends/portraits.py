"""Which source of the platform's portrait is set: a folder, WeChat's API, or none."""

from pathlib import Path

from huozhao.insight.portrait_source import PortraitSource


def portrait_source(url: str, appid: str, secret: str, access_token: str, folder: str) -> PortraitSource | None:
    """Return the source that the settings name, a folder before the API; None when they name none."""
    if folder:
        from huozhao.backends.files.portraits import PortraitFiles

        return PortraitFiles(Path(folder))
    if (appid and secret) or access_token:
        from huozhao.backends.wechat.client import Client
        from huozhao.backends.wechat.figures import WechatFigures

        return WechatFigures(Client(url, appid, secret, access_token))
    return None
