from dataclasses import dataclass

from django.conf import settings

from zhiyu.integrations.alipay.account import DEFAULT
from zhiyu.integrations.alipay.models import Certificate

Role = Certificate.Role


@dataclass(frozen=True)
class Trust:
    """How the app and Alipay know one another."""

    certificates: list[Certificate]
    """The app's, the newest of Alipay's, the roots."""

    @property
    def by_certificate(self) -> bool:
        return {one.role for one in self.certificates} == set(Role.values)

    @property
    def key_is_set(self) -> bool:
        return bool(settings.ALIPAY["public_key"])

    @property
    def worst(self) -> Certificate | None:
        """The one that ends first, once that is near enough to be spoken of."""
        first = min(self.certificates, key=lambda one: one.expires_at, default=None)
        return first if self.by_certificate and first is not None and first.ends_soon else None


def trust(account: str = DEFAULT) -> Trust:
    newest = {one.role: one for one in Certificate.objects.filter(account=account).order_by("pk")}
    return Trust([newest[role] for role in Role.values if role in newest])
