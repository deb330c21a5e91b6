"""Official-account login: where to send the browser, and what its code is worth."""

from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

import httpx
import structlog

from zhiyu.kernel.calling import client
from zhiyu.wechat.errors import Permanent, Retryable, Unknown
from zhiyu.wechat.transport import TIMEOUT

log = structlog.get_logger(__name__)

BASE: Final = "snsapi_base"
PROFILE: Final = "snsapi_userinfo"
BUSY: Final = -1


@dataclass(frozen=True)
class Visitor:
    """Who WeChat says is there. A ``snapshot`` visitor is nobody: that openid is made up for one look."""

    openid: str
    union_id: str
    scope: str
    snapshot: bool
    access_token: str = field(repr=False)


@dataclass(frozen=True)
class OfficialAccount:
    appid: str
    secret: str = field(repr=False)
    base_url: str
    open_url: str
    http: httpx.Client = field(default_factory=lambda: client(TIMEOUT), repr=False, compare=False)

    def authorize_url(self, *, redirect_uri: str, scope: str, state: str) -> str:
        """``state`` may hold letters and digits only."""
        query = {
            "appid": self.appid,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "scope": scope,
            "state": state,
        }
        return f"{self.open_url}/connect/oauth2/authorize?{urlencode(query)}#wechat_redirect"

    def visitor(self, code: str) -> Visitor:
        """Spend the code. It works once, within five minutes."""
        said = self.get(
            "/sns/oauth2/access_token",
            appid=self.appid,
            secret=self.secret,
            code=code,
            grant_type="authorization_code",
        )
        return Visitor(
            openid=str(said["openid"]),
            union_id=str(said.get("unionid") or ""),
            scope=str(said.get("scope") or ""),
            snapshot=bool(said.get("is_snapshotuser")),
            access_token=str(said["access_token"]),
        )

    def name_of(self, visitor: Visitor) -> str:
        """The nickname, for a visitor who agreed to show it."""
        said = self.get("/sns/userinfo", access_token=visitor.access_token, openid=visitor.openid, lang="zh_CN")
        return str(said.get("nickname") or "")

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """Their errors come as 200 with an ``errcode``. Nothing of the query is logged: it holds secrets."""
        try:
            response = self.http.get(self.base_url + path, params=query)
            said = response.json()
        except httpx.HTTPError as error:
            raise Retryable("UNREACHABLE", type(error).__name__) from None
        except ValueError:
            raise Unknown(f"HTTP_{response.status_code}", "no JSON") from None
        log.info("wechat account call", path=path, status=response.status_code, errcode=said.get("errcode", 0))
        if code := said.get("errcode"):
            raise (Retryable if code == BUSY else Permanent)(str(code), str(said.get("errmsg", "")))
        return dict(said)
