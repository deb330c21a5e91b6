"""An account's platform certificates, kept as rows so that every process has them and a restart forgets none."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.db import transaction

from zhiyu.integrations.wechat_pay.models import CertificateRenewal, PlatformCertificate
from zhiyu.kernel.clock import now
from zhiyu.wechat.certificates import Certificate, fetch
from zhiyu.wechat.errors import UnknownSerial, WeChatError
from zhiyu.wechat.transport import Transport

log = structlog.get_logger(__name__)

SELDOM: Final = timedelta(seconds=10)
"""Anybody can send us a serial nobody knows; however many do, WeChat is asked no more often than this."""
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)
PATIENCE: Final = 5


@dataclass(frozen=True)
class Shelf:
    account: str
    apiv3_key: str = field(repr=False)
    transport: Transport = field(repr=False)
    """Knows the public key at most: asking for certificates must need none."""
    asking: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def key(self, serial: str) -> RSAPublicKey:
        """The key of that certificate. One that is not here is looked for at WeChat, once; then it is unknown."""
        found = self.kept(serial)
        if found is None:
            self.ask_in_turn(serial)
            found = self.kept(serial)
        if found is None:
            raise UnknownSerial("no certificate of that serial")
        return found.key()

    def ask_in_turn(self, serial: str) -> None:
        """Threads that miss the same certificate wait for the one that asks, and then find it here."""
        if not self.asking.acquire(timeout=PATIENCE):
            return
        try:
            if self.kept(serial) is None and self.claim():
                self.renew()
        finally:
            self.asking.release()

    def kept(self, serial: str) -> Certificate | None:
        row = PlatformCertificate.objects.filter(account=self.account, serial=serial).first()
        return Certificate(row.serial, row.pem) if row else None

    def claim(self) -> bool:
        """True for one asker within ``SELDOM``, whatever the process."""
        CertificateRenewal.objects.get_or_create(account=self.account, defaults={"asked_at": LONG_AGO})
        due = CertificateRenewal.objects.filter(account=self.account, asked_at__lt=now() - SELDOM)
        return due.update(asked_at=now()) == 1

    def renew(self) -> bool:
        """Ask WeChat, outside any transaction, then keep what it says. False: nothing was learnt, nothing changes."""
        try:
            found = fetch(self.transport, self.apiv3_key)
        except WeChatError as error:
            log.warning("platform certificates not renewed", account=self.account, error=str(error))
            return False
        self.keep(found)
        log.info("platform certificates renewed", account=self.account, serials=[one.serial for one in found])
        return True

    @transaction.atomic
    def keep(self, found: tuple[Certificate, ...]) -> None:
        """What WeChat no longer names, it no longer signs with."""
        PlatformCertificate.objects.filter(account=self.account).exclude(serial__in=[x.serial for x in found]).delete()
        for one in found:
            PlatformCertificate.objects.update_or_create(
                account=self.account, serial=one.serial, defaults={"pem": one.pem, "expires_at": one.expires_at}
            )
        CertificateRenewal.objects.filter(account=self.account).update(renewed_at=now())
