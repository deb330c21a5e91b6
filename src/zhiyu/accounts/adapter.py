from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter

from zhiyu.accounts.models import User
from zhiyu.platform import vault
from zhiyu.platform.school import school


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth brings no types
    """Accounts are made by our own actions, never by allauth's forms."""


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's second factors with our sealing, our names and none of its mail."""

    def encrypt(self, text: str) -> str:
        return vault.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return vault.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return school().name

    def _get_site_name(self) -> str:
        return school().name

    def _get_user_identifier(self, user: User) -> str:
        return user.masked_phone or user.masked_email or user.name

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return {
            "id": user_pk_to_url_str(user).encode(),
            "name": self._get_user_identifier(user),
            "display_name": str(user),
        }

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Our notices tell it, in the reader's language."""
