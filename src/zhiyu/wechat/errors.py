"""What can go wrong when we ask WeChat: try again, give up, or ask what became of it."""


class WeChatError(Exception):
    """``code`` is WeChat's own word, in its newer spelling; never shown to a buyer."""

    def __init__(self, code: str, message: str = "", *, status: int = 0, request_id: str = "") -> None:
        super().__init__(f"{code} {message}".strip())
        self.code, self.message, self.status, self.request_id = code, message, status, request_id


class Retryable(WeChatError):
    """Nothing happened. The same call may be made again."""


class Permanent(WeChatError):
    """WeChat said no, and will say no again."""


class NotThere(Permanent):
    """WeChat knows no such order or refund."""


class Unknown(WeChatError):
    """It may or may not have happened: query, or repeat with the same number; never with a new one."""


class Untrusted(Exception):
    """A message that does not prove to come from WeChat, now. ``verdict`` says why."""

    verdict = "untrusted"


class OutsideClock(Untrusted):
    verdict = "clock"


class UnknownSerial(Untrusted):
    verdict = "unknown_serial"


class ExpiredCertificate(Untrusted):
    verdict = "expired_certificate"


class BadSignature(Untrusted):
    verdict = "bad_signature"


class Undecipherable(Untrusted):
    verdict = "undecipherable"
