"""Certificate mode is switched on with three certificates that belong together, and off by taking them away."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.integrations.alipay.account import DEFAULT, key_text
from zhiyu.integrations.alipay.certificates import Chain, in_date, prove, read, root_serial, rsa_key, serial
from zhiyu.integrations.alipay.errors import CertificateRefused, Expired, Foreign, NoCertificate
from zhiyu.integrations.alipay.models import Certificate
from zhiyu.integrations.alipay.signing import private_key
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.platform import audit

Role = Certificate.Role
KEPT_AFTER: Final = timedelta(days=30)


@transaction.atomic
def save_certificates(*, actor_id: int, texts: Mapping[str, str]) -> None:
    """All three at once, proved against one another before anything changes; what was there before goes."""
    chains = {role: chain_of(role, texts[role]) for role in Role.values}
    with refusing(Role.ROOT):
        sns = {Role.ROOT: root_serial(chains[Role.ROOT])}
    check_app(chains[Role.APP])
    with refusing(Role.ALIPAY):
        prove(chains[Role.ALIPAY], chains[Role.ROOT])
    Certificate.objects.filter(account=DEFAULT).delete()
    for role in (Role.ROOT, Role.APP, Role.ALIPAY):
        Certificate.objects.create(
            account=DEFAULT,
            role=role,
            sn=sns.get(role) or serial(chains[role][0]),
            pem=texts[role],
            expires_at=ends(role, chains[role]),
        )
    audit.record(actor_id=actor_id, action="alipay.certificates_saved", target="school")


def chain_of(role: str, text: str) -> Chain:
    with refusing(role):
        return read(text)


def check_app(chain: Chain) -> None:
    """Alipay proves our signature with this certificate: it must hold the public half of the key that signs."""
    own = chain[0]
    with refusing(Role.APP):
        public = rsa_key(own)
        if not in_date(own):
            raise Expired(own.not_valid_before_utc, own.not_valid_after_utc)
    try:
        mine = private_key(key_text(settings.ALIPAY["private_key"])).public_key()
    except (OSError, ValueError, TypeError) as error:
        told = _("应用私钥读不出来，没法核对这张证书。先在服务器上设好 ALIPAY_PRIVATE_KEY。")
        raise CertificateRefused(Role.APP, told) from error
    if mine != public:
        told = _("这张证书不是用服务器上那把应用私钥申请的。换成同一个应用的证书，或者换私钥。")
        raise CertificateRefused(Role.APP, told)


def ends(role: str, chain: Chain) -> datetime:
    """The roots end with the last of them, any other with itself."""
    dates = [one.not_valid_after_utc for one in chain]
    return max(dates) if role == Role.ROOT else dates[0]


@contextmanager
def refusing(role: str) -> Iterator[None]:
    """What is wrong with a certificate, in the words of the form."""
    try:
        yield
    except NoCertificate as error:
        told = _("这里面没有能用的 RSA 证书。要的是 .crt 文件，开头是 -----BEGIN CERTIFICATE-----。")
        raise CertificateRefused(role, told) from error
    except Foreign as error:
        told = _("这张证书追不到所给的支付宝根证书。请在开放平台同一个应用里重新下载这两份。")
        raise CertificateRefused(role, told) from error
    except Expired as error:
        raise CertificateRefused(role, too_early_or_late(error)) from error


def too_early_or_late(error: Expired) -> str:
    if error.ends_at <= now():
        return _("这张证书已在 %(day)s 过期，请到开放平台换一张新的。") % {"day": day(error.ends_at)}
    return _("这张证书 %(day)s 才开始生效。") % {"day": day(error.starts_at)}


def day(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d}"


@transaction.atomic
def leave_certificates(*, actor_id: int) -> None:
    """Back to the public key that the server's environment names; without one nobody could pay any more."""
    if not settings.ALIPAY["public_key"]:
        raise CertificateRefused("", _("服务器上没有设 ALIPAY_PUBLIC_KEY，改回公钥模式就收不了款了。"))
    gone, _each = Certificate.objects.filter(account=DEFAULT).delete()
    if gone:
        audit.record(actor_id=actor_id, action="alipay.certificates_left", target="school")


def forget_old_certificates() -> int:
    """Of Alipay's certificates the newest stays whatever its age; an older one goes a while after its end."""
    alipays = Certificate.objects.filter(role=Role.ALIPAY)
    newest = alipays.order_by("-pk").values_list("pk", flat=True)[:1]
    return alipays.exclude(pk__in=list(newest)).filter(expires_at__lt=now() - KEPT_AFTER).delete()[0]
