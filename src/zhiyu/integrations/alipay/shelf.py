"""The certificates of certificate mode, kept as rows, so that every process has them and a new one is kept at once."""

import structlog
from django.db import transaction

from zhiyu.integrations.alipay.certificates import Papers, read, serial
from zhiyu.integrations.alipay.models import Certificate

log = structlog.get_logger(__name__)

Role = Certificate.Role
Texts = tuple[tuple[str, str], ...]


def texts(account: str) -> Texts:
    """Each role with its PEM, the newest last."""
    return tuple(Certificate.objects.filter(account=account).order_by("pk").values_list("role", "pem"))


def papers(kept: Texts) -> Papers | None:
    """What certificate mode works with; None while something of it is missing."""
    by_role = {role: [pem for found, pem in kept if found == role] for role in Role.values}
    if not all(by_role.values()):
        return None
    return Papers(
        app=read(by_role[Role.APP][-1])[0],
        roots=read(by_role[Role.ROOT][-1]),
        alipays=tuple(read(pem) for pem in reversed(by_role[Role.ALIPAY])),
    )


@transaction.atomic
def keep_successor(account: str, pem: str) -> None:
    """Two processes may have fetched the same one."""
    own = read(pem)[0]
    Certificate.objects.get_or_create(
        account=account,
        role=Role.ALIPAY,
        sn=serial(own),
        defaults={"pem": pem, "expires_at": own.not_valid_after_utc, "fetched": True},
    )
    log.info("alipay certificate changed", account=account, sn=serial(own))
