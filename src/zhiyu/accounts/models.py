from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Right
from django.utils.translation import gettext_lazy as _

NAME_PAIRS = Func(F("name"), function="zhiyu_name_pairs", output_field=ArrayField(models.TextField()))
"""A name's characters and overlapping pairs, by which any part of it is found from an index."""


class User(AbstractBaseUser):
    """A person: learner by default, more by role.

    ``phone`` is digits only, mainland numbers without +86; ``email`` is lower case and proved by a code.
    """

    class Language(models.TextChoices):
        CHINESE = "zh-hans", "简体中文"
        ENGLISH = "en", "English"

    class TextSize(models.TextChoices):
        NORMAL = "normal", _("标准")
        LARGE = "large", _("大")
        XL = "xl", _("特大")

    username = models.CharField(max_length=40, unique=True)
    phone = models.CharField(_("手机号"), max_length=20, unique=True, null=True)  # noqa: DJ001 -- unknown is not ""
    email = models.CharField(_("邮箱"), max_length=254, unique=True, null=True)  # noqa: DJ001 -- unknown is not ""
    name = models.CharField(_("称呼"), max_length=40, blank=True, default="")
    is_active = models.BooleanField(default=True)
    language = models.CharField(_("语言"), max_length=10, choices=Language, default=Language.CHINESE)
    text_size = models.CharField(_("字号"), max_length=6, choices=TextSize, default=TextSize.NORMAL)
    joined_at = models.DateTimeField(auto_now_add=True)
    closing_at = models.DateTimeField(null=True)
    """When an account whose owner asked to close it will be closed; nothing while nobody asked."""
    closed_at = models.DateTimeField(null=True)

    USERNAME_FIELD: ClassVar[str] = "username"

    granted_roles: frozenset[str]
    has_factor: bool
    has_news = False
    marks: frozenset[str] = frozenset()
    """What floors above have for them, known with the login (``known.mark``)."""

    class Meta:
        indexes = [
            models.Index(fields=["closing_at"], name="user_closing", condition=Q(closing_at__isnull=False)),
            models.Index(fields=["joined_at"], name="user_by_joining"),
            models.Index(Right("phone", 4), name="user_by_last_digits"),
            GinIndex(NAME_PAIRS, name="user_by_name_part"),
        ]

    def __str__(self) -> str:
        return self.name or self.masked_phone

    @property
    def masked_phone(self) -> str:
        return f"{self.phone[:3]}****{self.phone[-4:]}" if self.phone else ""

    @property
    def masked_email(self) -> str:
        name, _at, domain = (self.email or "").partition("@")
        return f"{name[:2]}***@{domain}" if domain else ""


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

    class Ended(models.TextChoices):
        """Why a login ended that its holder did not end here: they are told at the next request."""

        ELSEWHERE = "elsewhere", _("你在另一台设备上让这里退出了登录。")
        PASSWORD = "password", _("账号的密码改了，其他设备都已退出登录。")
        PHONE = "phone", _("账号换了手机号，其他设备都已退出登录。")
        FACTOR = "factor", _("账号的两步验证改了，其他设备都已退出登录。")
        CHANGED = "changed", _("这次登录突然换了一种设备，为了安全已退出。如果是你本人，重新登录即可。")
        CLOSED = "closed", _("账号已经注销。")
        SCHOOL = "school", _("学堂让这个账号在所有设备上重新登录。如果是你本人，重新登录就能接着学。")
        STAFF = "staff", _("学堂为这个账号办了换绑，所有设备都已退出登录。")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True, null=True)  # noqa: DJ001 -- unique or absent
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 -- unique or absent
    user_agent = models.CharField(max_length=400, blank=True, default="")
    address = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    signed_out_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=12, choices=Ended, blank=True, default="")
    proved_at = models.DateTimeField(null=True)
    """When the person behind it last proved to be who they say: at login, and again before a dangerous step."""
    networks = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    """Where its holder has proved themselves from, as network prefixes."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(session_key__isnull=False) | Q(token_hash__isnull=False), name="device_has_credential"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}@{self.pk}"


class OneTimeCode(models.Model):
    """A code sent out. Only its hash is kept; five wrong tries or its age end it."""

    code_hash = models.CharField(max_length=64)
    address = models.GenericIPAddressField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class PhoneCode(OneTimeCode):
    phone = models.CharField(max_length=20)

    class Meta:
        indexes = [
            models.Index(fields=["phone", "-sent_at"], name="code_by_phone"),
            models.Index(fields=["address", "-sent_at"], name="code_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.phone[-4:]} {self.sent_at:%H:%M}"


class EmailCode(OneTimeCode):
    """A code in a mail, good for one purpose. ``user`` is whose account it is about; nobody's for a guess."""

    class Purpose(models.TextChoices):
        BIND = "bind", _("绑定邮箱")
        PASSWORD = "password", _("重设密码")
        PROVE = "prove", _("确认是本人")

    email = models.CharField(max_length=254)
    purpose = models.CharField(max_length=8, choices=Purpose)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["email", "-sent_at"], name="mailcode_by_email"),
            models.Index(fields=["address", "-sent_at"], name="mailcode_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.sent_at:%H:%M}"


class Throttle(models.Model):
    """Failed tries under one key (an account from one network, say) and until when the next has to wait."""

    key = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    waits_until = models.DateTimeField(null=True)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.failures}"


class Notice(models.Model):
    """Something that happened to an account, told to its owner on their other devices and by mail."""

    class Kind(models.TextChoices):
        NEW_DEVICE = "new_device", _("有新设备登录了你的账号")
        PHONE = "phone", _("登录手机号换了")
        EMAIL = "email", _("绑定的邮箱改了")
        PASSWORD = "password", _("登录密码改了")
        FACTOR = "factor", _("两步验证改了")
        CLOSING = "closing", _("账号申请了注销")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=Kind)
    detail = models.JSONField(default=dict)
    device = models.ForeignKey(Device, on_delete=models.SET_NULL, null=True, related_name="+")
    """By which login it happened: that one is not told."""
    at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="notice_of_user")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.user_id}"


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
