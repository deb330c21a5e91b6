"""The school's official account, from settings."""

from functools import lru_cache

from django.conf import settings

from zhiyu.wechat.oauth import OfficialAccount


def official() -> OfficialAccount | None:
    """None when the school has none."""
    given = settings.WECHAT_OA
    if not given["appid"]:
        return None
    return opened(given["appid"], given["secret"], given["base_url"].rstrip("/"), given["open_url"].rstrip("/"))


@lru_cache(maxsize=4)
def opened(appid: str, secret: str, base_url: str, open_url: str) -> OfficialAccount:
    return OfficialAccount(appid, secret, base_url, open_url)
