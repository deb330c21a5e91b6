"""Official-account login: the authorise page, codes that work once for five minutes, tokens, profiles."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from wxsim.crypto import random_text
from wxsim.pages import choices, fill, message, screen
from wxsim.people import COOKIE, Person, person, remember
from wxsim.web import Request, Response, Router, first_values, redirect
from wxsim.world import World

CODE_LIFE = 300
TOKEN_LIFE = 7200
SCOPES = {"snsapi_base", "snsapi_userinfo"}


@dataclass
class Pass:
    """A code, or the token made of it."""

    person: Person
    scope: str
    expires_at: float
    used: bool = False


class OAuth:
    def __init__(self, world: World) -> None:
        self.world = world
        self.codes: dict[str, Pass] = {}
        self.tokens: dict[str, Pass] = {}

    def routes(self, router: Router) -> None:
        router.add("GET", "/connect/oauth2/authorize", self.authorise)
        router.add("POST", "/connect/oauth2/authorize", self.decide)
        router.add("GET", "/sns/oauth2/access_token", self.access_token)
        router.add("GET", "/sns/userinfo", self.profile)

    async def authorise(self, request: Request) -> Response:
        asked = request.query
        if complaint := self.complaint(asked):
            return screen("微信", message("无法登录", complaint), status=400)
        chosen = person(request.cookie(COOKIE))
        if asked["scope"] == "snsapi_base":
            return self.back(asked, chosen)
        query = urlencode(asked)
        main = fill("authorise.html", merchant=self.world.merchant, choices=choices(chosen), query=query)
        return screen("微信登录", main)

    async def decide(self, request: Request) -> Response:
        form = request.form()
        asked = first_values(form.get("query", ""))
        if complaint := self.complaint(asked):
            return screen("微信", message("无法登录", complaint), status=400)
        if form.get("answer") != "allow":
            return redirect(with_query(asked["redirect_uri"], state=asked.get("state", "")))
        return self.back(asked, person(form.get("person", "")))

    def complaint(self, asked: dict[str, str]) -> str:
        parts = urlsplit(asked.get("redirect_uri", ""))
        if asked.get("appid") != self.world.keys.appid:
            return "AppID 参数错误"
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return "redirect_uri 参数错误"
        if asked.get("response_type") != "code" or asked.get("scope") not in SCOPES:
            return "Scope 参数错误或没有 Scope 权限"
        if not asked.get("state", "").isalnum() or len(asked["state"]) > 128:  # noqa: PLR2004
            return "state 只能是字母和数字，最多 128 个"
        return ""

    def back(self, asked: dict[str, str], who: Person) -> Response:
        code = random_text(32)
        self.codes[code] = Pass(who, asked["scope"], self.world.now() + CODE_LIFE)
        return redirect(with_query(asked["redirect_uri"], code=code, state=asked["state"]), remember(who))

    async def access_token(self, request: Request) -> Response:
        asked = request.query
        if asked.get("appid") != self.world.keys.appid:
            return error(40013, "invalid appid")
        if asked.get("secret") != self.world.keys.secret:
            return error(40125, "invalid appsecret")
        if asked.get("grant_type") != "authorization_code":
            return error(40002, "invalid grant_type")
        found = self.codes.get(asked.get("code", ""))
        if found is None or found.expires_at < self.world.now():
            return error(40029, "invalid code")
        if found.used:
            return error(40163, "code been used")
        found.used = True
        token = random_text(64)
        self.tokens[token] = Pass(found.person, found.scope, self.world.now() + TOKEN_LIFE)
        return said(self.introduction(token, found))

    def introduction(self, token: str, found: Pass) -> dict[str, Any]:
        told: dict[str, Any] = {
            "access_token": token,
            "expires_in": TOKEN_LIFE,
            "refresh_token": random_text(64),
            "openid": found.person.openid(self.world.keys.appid),
            "scope": found.scope,
        }
        if found.scope == "snsapi_userinfo":
            told["unionid"] = found.person.union_id
        if found.person.snapshot:
            told["is_snapshotuser"] = 1
        return told

    async def profile(self, request: Request) -> Response:
        found = self.tokens.get(request.query.get("access_token", ""))
        if found is None:
            return error(40001, "invalid credential, access_token is invalid or not latest")
        if found.expires_at < self.world.now():
            return error(42001, "access_token expired")
        openid = found.person.openid(self.world.keys.appid)
        if request.query.get("openid") != openid:
            return error(40003, "invalid openid")
        if found.scope != "snsapi_userinfo":
            return error(48001, "api unauthorized")
        return said(
            {
                "openid": openid,
                "nickname": found.person.name,
                "sex": 0,
                "language": "",
                "city": "",
                "province": "",
                "country": "",
                "headimgurl": f"{self.world.url}/_sim/faces/{found.person.number}",
                "privilege": [],
                "unionid": found.person.union_id,
            }
        )


def said(content: dict[str, Any]) -> Response:
    """JSON that calls itself plain text, as the real one does."""
    return Response(200, json.dumps(content, ensure_ascii=False).encode(), (("Content-Type", "text/plain"),))


def error(code: int, text: str) -> Response:
    return said({"errcode": code, "errmsg": f"{text}, rid: {random_text(8)}"})


def with_query(address: str, **more: str) -> str:
    parts = urlsplit(address)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *more.items()]
    return urlunsplit(parts._replace(query=urlencode(query)))
