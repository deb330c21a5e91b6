"""What is wrong with a message that claims to be Alipay's, and why a proven one is not acted on."""

from datetime import datetime

from zhiyu.kernel.errors import DomainError


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


class NoCertificate(Untrusted):
    """A text holds no certificate that could be worked with."""

    verdict = "no_certificate"


class Foreign(Untrusted):
    """A certificate that does not lead to Alipay's stored root, or names somebody else."""

    verdict = "foreign_certificate"


class Expired(Untrusted):
    """A certificate whose time has not come, or is over."""

    verdict = "expired_certificate"

    def __init__(self, starts_at: datetime, ends_at: datetime) -> None:
        super().__init__(f"the certificate is valid from {starts_at} to {ends_at}")
        self.starts_at, self.ends_at = starts_at, ends_at


class CertificateRefused(DomainError):
    """``field`` of the form is wrong, ``detail`` says how."""

    code = "certificate_refused"
    status = 422

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field = field
