from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class User(AbstractBaseUser):
    """A person: learner by default, more by role. ``phone`` is digits only, mainland numbers without +86."""

    class Language(models.TextChoices):
        CHINESE = "zh-hans", "简体中文"
        ENGLISH = "en", "English"

    class TextSize(models.TextChoices):
        NORMAL = "normal", _("标准")
        LARGE = "large", _("大")
        XL = "xl", _("特大")

    username = models.CharField(max_length=40, unique=True)
    phone = models.CharField(_("手机号"), max_length=20, unique=True, null=True)  # noqa: DJ001 -- unknown is not ""
    name = models.CharField(_("称呼"), max_length=40, blank=True, default="")
    is_active = models.BooleanField(default=True)
    language = models.CharField(_("语言"), max_length=10, choices=Language, default=Language.CHINESE)
    text_size = models.CharField(_("字号"), max_length=6, choices=TextSize, default=TextSize.NORMAL)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD: ClassVar[str] = "username"

    granted_roles: frozenset[str]

    def __str__(self) -> str:
        return self.name or self.masked_phone

    @property
    def masked_phone(self) -> str:
        return f"{self.phone[:3]}****{self.phone[-4:]}" if self.phone else ""


class RoleGrant(models.Model):
    """A role someone holds. Nobody is a learner by grant: everyone is."""

    class Role(models.TextChoices):
        OWNER = "owner", _("校长")
        OPERATOR = "operator", _("运营")
        FINANCE = "finance", _("财务")
        CREATOR = "creator", _("创作者")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=12, choices=Role)
    granted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_once")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.role}"


class Identity(models.Model):
    """Who a person is at an outside provider, e.g. their openid under one WeChat app id."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    provider = models.CharField(max_length=24)
    app_id = models.CharField(max_length=64)
    subject = models.CharField(max_length=64)
    union_id = models.CharField(max_length=64, blank=True, default="")
    name = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "app_id", "subject"], name="identity_once")]

    def __str__(self) -> str:
        return f"{self.provider}:{self.user_id}"


class Device(models.Model):
    """One login: a browser's session or an API token (stored hashed). Signing out ends it for good."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True, null=True)  # noqa: DJ001 -- unique or absent
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 -- unique or absent
    user_agent = models.CharField(max_length=400, blank=True, default="")
    address = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    signed_out_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(session_key__isnull=False) | Q(token_hash__isnull=False), name="device_has_credential"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}@{self.pk}"


class PhoneCode(models.Model):
    """A code sent to a phone. Only its hash is kept; five wrong tries or ten minutes end it."""

    phone = models.CharField(max_length=20)
    code_hash = models.CharField(max_length=64)
    address = models.GenericIPAddressField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone", "-sent_at"], name="code_by_phone"),
            models.Index(fields=["address", "-sent_at"], name="code_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.phone[-4:]} {self.sent_at:%H:%M}"


class Agreement(models.Model):
    """A versioned text people agree to; its public id is ``key@version``."""

    key = models.CharField(max_length=24)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=60)
    body = models.TextField()
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="agreement_once")]

    def __str__(self) -> str:
        return f"{self.key}@{self.version}"


class Consent(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT)
    address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=400, blank=True, default="")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "agreement"], name="consent_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.agreement_id}"
