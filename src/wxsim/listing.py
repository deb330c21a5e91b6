"""``/v3/certificates``: every certificate the platform signs with, sealed for the merchant."""

from typing import Any

from wxsim.certificates import expired, listed, read
from wxsim.crypto import seal
from wxsim.gate import Refused, guarded
from wxsim.store import Certificate
from wxsim.web import Request, Response, Router, json_response
from wxsim.world import World


class Listing:
    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self, router: Router) -> None:
        router.add("GET", "/v3/certificates", guarded(self.world, self.show))

    async def show(self, request: Request) -> Response:
        del request
        found = listed(self.world)
        if self.world.faults.take("expired_certificate", on="list") is not None:
            found.append(expired(self.world))
        if not found:
            raise Refused(404, "RESOURCE_NOT_EXISTS", "无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥")
        return json_response({"data": [self.entry(one) for one in found]})

    def entry(self, certificate: Certificate) -> dict[str, Any]:
        dates = read(certificate)
        return {
            "serial_no": certificate.serial,
            "effective_time": self.world.stamp(dates.not_valid_before_utc.timestamp()),
            "expire_time": self.world.stamp(dates.not_valid_after_utc.timestamp()),
            "encrypt_certificate": seal(self.world.keys.apiv3_key, certificate.pem.encode(), associated="certificate"),
        }
