"""What is wrong with a message that claims to be Alipay's, and why a proven one is not acted on."""


class Untrusted(Exception):
    """It does not prove to come from Alipay. ``verdict`` says why."""

    verdict = "untrusted"


class Malformed(Untrusted):
    verdict = "malformed"


class BadSignature(Untrusted):
    verdict = "bad_signature"


class NotOurs(Exception):
    """It speaks of another app, seller, trade or amount."""


class UnknownRefund(Exception):
    """No refund of ours has that number."""


class Repeated(Exception):
    """A notification of this id has been accepted before."""
