"""The door of ``/v3``: checks what merchants sign, signs what they are answered, and misbehaves when told to."""

import dataclasses
import json
import re
from typing import Any

from wxsim.certificates import listed
from wxsim.crypto import signed_by
from wxsim.faults import RESPONSE, distort
from wxsim.pen import signature_headers
from wxsim.web import Request, Respond, Response, json_response
from wxsim.world import World

WINDOW = 300
SCHEME = "WECHATPAY2-SHA256-RSA2048 "
FIELDS = ("mchid", "nonce_str", "timestamp", "serial_no", "signature")


class Refused(Exception):
    """An error body as the platform writes it."""

    def __init__(self, status: int, code: str, message: str, **detail: Any) -> None:
        super().__init__(code)
        self.status, self.code, self.message, self.detail = status, code, message, detail

    def response(self) -> Response:
        body: dict[str, Any] = {"code": self.code, "message": self.message}
        return json_response({**body, "detail": self.detail} if self.detail else body, self.status)


def guarded(world: World, respond: Respond) -> Respond:
    async def answer(request: Request) -> Response:
        try:
            enter(world, request)
            response = await respond(request)
        except Refused as refused:
            response = refused.response()
        return seal_answer(world, request, response)

    return answer


def opened(world: World, respond: Respond) -> Respond:
    """The same door for a file: what comes out of it carries no signature."""

    async def answer(request: Request) -> Response:
        try:
            enter(world, request)
            return delayed(world, await respond(request))
        except Refused as refused:
            return seal_answer(world, request, refused.response())

    return answer


def enter(world: World, request: Request) -> None:
    check_headers(world, request)
    if world.faults.take("server_error") is not None:
        raise Refused(500, "SYSTEM_ERROR", "系统异常，请稍后重试")
    if world.faults.take("rate_limited") is not None:
        raise Refused(429, "FREQUENCY_LIMITED", "频率超限，请降低请求频率")


def check_headers(world: World, request: Request) -> None:
    if not request.headers.get("user-agent") or "application/json" not in request.headers.get("accept", ""):
        raise Refused(400, "PARAM_ERROR", "Http头缺少Accept或User-Agent")
    if request.method == "POST" and not request.headers.get("content-type", "").startswith("application/json"):
        raise Refused(415, "PARAM_ERROR", "Http头Content-Type必须为application/json")
    if (said := request.headers.get("wechatpay-serial")) is not None and said not in serials(world):
        raise Refused(400, "PARAM_ERROR", "平台证书序列号或微信支付公钥ID错误", field="Wechatpay-Serial")
    check_signature(world, request)


def check_signature(world: World, request: Request) -> None:
    header = request.headers.get("authorization", "")
    said = dict(re.findall(r'(\w+)="([^"]*)"', header.removeprefix(SCHEME)))
    if not header.startswith(SCHEME) or any(not said.get(name) for name in FIELDS):
        raise Refused(401, "SIGN_ERROR", "Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》")
    if said["mchid"] != world.keys.mchid:
        raise Refused(400, "MCH_NOT_EXISTS", "商户号不存在，请检查商户号", field="mchid", location="authorization")
    if said["serial_no"] != world.keys.serial:
        raise Refused(401, "SIGN_ERROR", "商户证书序列号有误", field="serial_no", location="authorization")
    if not said["timestamp"].isdigit() or abs(world.now() - int(said["timestamp"])) > WINDOW:
        raise Refused(401, "SIGN_ERROR", "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟")
    lines = f"{request.method}\n{request.target}\n{said['timestamp']}\n{said['nonce_str']}\n".encode()
    if not signed_by(world.keys.merchant, lines + request.body + b"\n", said["signature"]):
        issue = {"field": "signature", "issue": "sign not match", "location": "authorization"}
        raise Refused(401, "SIGN_ERROR", "错误的签名，验签失败", **issue)


def serials(world: World) -> set[str]:
    ours = {one.serial for one in listed(world)}
    return ours if world.signing == "certificate" else ours | {world.keys.public_key_id}


def seal_answer(world: World, request: Request, response: Response) -> Response:
    done = response.status < 300  # noqa: PLR2004
    lost = done and request.method == "POST" and world.faults.take("lost_response") is not None
    if done and response.body:
        response = dataclasses.replace(response, body=misspoken(world, response.body))
    asked = request.headers.get("wechatpay-serial", "")
    headers = signature_headers(world, response.body, asked=asked, on=RESPONSE if done else "refusal")
    whole = dataclasses.replace(response, headers=(*response.headers, *headers.items()), lost=lost)
    return delayed(world, whole)


def misspoken(world: World, body: bytes) -> bytes:
    """What an answer says after whatever fault is planted; it is signed as it then stands."""
    said = json.loads(body)
    if distort(world.faults, said, on=RESPONSE):
        body = json.dumps(said, ensure_ascii=False).encode()
    if world.faults.take("truncated_json") is not None:
        body = body[: len(body) // 2]
    return b"\xef\xbb\xbf" + body if world.faults.take("bom", on=RESPONSE) is not None else body


def delayed(world: World, response: Response) -> Response:
    slow = world.faults.take("slow")
    return response if slow is None else dataclasses.replace(response, delay=float(slow.get("seconds", 8)))


def body_of(request: Request) -> dict[str, Any]:
    try:
        body = request.json()
    except ValueError:
        raise Refused(400, "PARAM_ERROR", "无法将输入的字符串转换为JSON") from None
    if not isinstance(body, dict):
        raise Refused(400, "PARAM_ERROR", "参数错误", field="/body", issue="必须是JSON对象", location="body")
    return body
