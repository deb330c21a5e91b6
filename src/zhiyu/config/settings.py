"""Settings come from the environment only; what a creator chooses lives in the database."""

from pathlib import Path
from typing import Any

from zhiyu.config import env, logs, safety
from zhiyu.kernel import keys
from zhiyu.kernel.home import home, media_dir

YEAR = 365 * 24 * 3600
PACKAGE = Path(__file__).resolve().parent.parent
HOME = home()
MEDIA_DIR = media_dir()
MODE = env.mode()
if env.text("ZHIYU_PART") != "doctor":
    safety.refuse_unsafe()
LOG_LEVEL = env.log_level()
logs.configure(as_json=MODE == "production", level=LOG_LEVEL)
DEMO = MODE == "demo"
DEBUG = False
SECRET_KEY = keys.current()
SECRET_KEY_FALLBACKS = keys.fallbacks()
PUBLIC_URL = env.url()
SECURE = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = env.allowed_hosts()
TRUSTED_PROXIES = env.trusted_proxies()
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "zhiyu.ui.apps.Config",
    "zhiyu.platform.apps.Config",
    "zhiyu.wechat.apps.Config",
    "zhiyu.search.apps.Config",
    "zhiyu.accounts.apps.Config",
    "zhiyu.media.apps.Config",
    "zhiyu.backups.apps.Config",
    "zhiyu.catalog.apps.Config",
    "zhiyu.access.apps.Config",
    "zhiyu.ledger.apps.Config",
    "zhiyu.tracing.apps.Config",
    "zhiyu.promotions.apps.Config",
    "zhiyu.messaging.apps.Config",
    "zhiyu.screening.apps.Config",
    "zhiyu.complaints.apps.Config",
    "zhiyu.works.apps.Config",
    "zhiyu.imports.apps.Config",
    "zhiyu.commerce.apps.Config",
    "zhiyu.invoices.apps.Config",
    "zhiyu.gifts.apps.Config",
    "zhiyu.coaching.apps.Config",
    "zhiyu.live.apps.Config",
    "zhiyu.tips.apps.Config",
    "zhiyu.courseware.apps.Config",
    "zhiyu.records.apps.Config",
    "zhiyu.campaigns.apps.Config",
    "zhiyu.rooms.apps.Config",
    "zhiyu.onsite.apps.Config",
    "zhiyu.learning.apps.Config",
    "zhiyu.integrations.sms.apps.Config",
    "zhiyu.integrations.email.apps.Config",
    "zhiyu.integrations.alipay.apps.Config",
    "zhiyu.integrations.transfer.apps.Config",
    "zhiyu.integrations.wechat_oa.apps.Config",
    "zhiyu.integrations.wechat_pay.apps.Config",
    "zhiyu.storefront.apps.Config",
    "zhiyu.studio.apps.Config",
    "zhiyu.demo.apps.Config",
]
MIDDLEWARE = [
    "zhiyu.platform.request.middleware",
    "zhiyu.platform.metrics.middleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "zhiyu.ui.csp.middleware",
    "zhiyu.ui.language.middleware",
    "zhiyu.api.refusing.middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "zhiyu.accounts.http.middleware",
    "zhiyu.ui.errors.Middleware",
]
ROOT_URLCONF = "zhiyu.config.urls"
WSGI_APPLICATION = "zhiyu.config.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "zhiyu.ui.environment.environment",
            "context_processors": ["zhiyu.ui.environment.page_context"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

FORM_RENDERER = "zhiyu.ui.fields.Renderer"

# What every page asks of the floors above ``ui``.
PAGE_SCHOOL = "zhiyu.platform.school.school"
PAGE_CAN = "zhiyu.accounts.permissions.can"
PAGE_KEEP = "zhiyu.accounts.choices.keep"

WEB_THREADS = env.number("ZHIYU_WEB_THREADS", 8, least=1)
DATABASES: dict[str, dict[str, Any]] = {x: {"CONN_HEALTH_CHECKS": True, **y} for x, y in env.databases().items()}
# For zhiyu.platform.plain; Django's own statements are bound by the client and never prepared. Not through a pooler.
DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = None if "direct" in DATABASES else 5
if env.text("ZHIYU_PART") == "web":
    for one in DATABASES.values():
        one |= {"ENGINE": "zhiyu.platform.postgres", "CONN_MAX_AGE": None}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "zhiyu.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "zhiyu.accounts.adapter.Factors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# Browsers treat loopback as a secure place, the passkey library does not; production is https anyway.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = MODE != "production"
# Of a key asked for as a second step, too: a session has one challenge, and the login by passkey would take that one.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
STAFF_MFA = env.staff_mfa()
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("phone", "email", "name")},
    },
]
LOGIN_URL = "accounts:login"
# A browser keeps a __Host- cookie only from this very host over https: no neighbour under the same domain can set it.
SESSION_COOKIE_NAME = f"{'__Host-' if SECURE else ''}zhiyu_session"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_NAME = f"{'__Host-' if SECURE else ''}zhiyu_csrf"
CSRF_FAILURE_VIEW = "zhiyu.ui.errors.csrf_failed"
SECURE_HSTS_SECONDS = env.number("ZHIYU_HSTS_SECONDS", YEAR) if MODE == "production" else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "ui" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
METRICS_TOKEN = env.text("ZHIYU_METRICS_TOKEN")
DISK_RESERVE = env.disk_reserve_mb() * 1024 * 1024
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

SMS_SENDER = env.sms_sender()
SMS_DAILY_LIMIT = env.number("SMS_DAILY_LIMIT", 2000)
MESSAGE_LOG_DAYS = env.number("ZHIYU_MESSAGE_LOG_DAYS", 180, least=1)
SMS = {
    "access_key": env.text("SMS_ACCESS_KEY"),
    "secret_key": env.text("SMS_SECRET_KEY"),
    "sign_name": env.text("SMS_SIGN_NAME"),
    "template_code": env.text("SMS_TEMPLATE_CODE"),
    "app_id": env.text("SMS_APP_ID"),
    "region": env.text("SMS_REGION"),
    "base_url": env.text("SMS_BASE_URL").rstrip("/"),
}
MAIL_SENDER = env.mail_sender()
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 465, least=1)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_SECURITY = env.one_of("EMAIL_SECURITY", "ssl", "ssl", "starttls", "none")
EMAIL_USE_SSL, EMAIL_USE_TLS = EMAIL_SECURITY == "ssl", EMAIL_SECURITY == "starttls"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", EMAIL_HOST_USER)
INVOICE_ISSUER = "zhiyu.invoices.issuers.ByHand"
MESSAGE_CHANNELS = {"sms": "zhiyu.integrations.sms.notices.SmsNotices"}
PAYMENT_PROVIDERS = {
    "wechat": "zhiyu.integrations.wechat_pay.provider.WeChatPay",
    "alipay": "zhiyu.integrations.alipay.provider.Alipay",
    "transfer": "zhiyu.integrations.transfer.provider.BankTransfer",
}

WECHAT_SIMULATOR_URL = env.text("WECHAT_SIMULATOR_URL").rstrip("/")
WECHAT_PAY = {
    "mchid": env.text("WECHAT_PAY_MCHID"),
    "appid": env.text("WECHAT_PAY_APPID"),
    "apiv3_key": env.text("WECHAT_PAY_APIV3_KEY"),
    "serial": env.text("WECHAT_PAY_SERIAL"),
    "private_key": env.text("WECHAT_PAY_PRIVATE_KEY"),
    "public_key_id": env.text("WECHAT_PAY_PUBLIC_KEY_ID"),
    "public_key": env.text("WECHAT_PAY_PUBLIC_KEY"),
    "base_url": env.text("WECHAT_PAY_BASE_URL", "https://api.mch.weixin.qq.com"),
    "backup_url": env.text("WECHAT_PAY_BACKUP_URL", "https://api2.mch.weixin.qq.com"),
}
ALIPAY = {
    "app_id": env.text("ALIPAY_APP_ID"),
    "seller_id": env.text("ALIPAY_SELLER_ID"),
    "private_key": env.text("ALIPAY_PRIVATE_KEY"),
    "public_key": env.text("ALIPAY_PUBLIC_KEY"),
    "gateway_url": env.text("ALIPAY_GATEWAY_URL", "https://openapi.alipay.com/gateway.do"),
}
WECHAT_OA = {
    "appid": env.text("WECHAT_OA_APPID"),
    "secret": env.text("WECHAT_OA_SECRET"),
    "base_url": env.text("WECHAT_OA_BASE_URL", "https://api.weixin.qq.com"),
    "open_url": env.text("WECHAT_OA_OPEN_URL", "https://open.weixin.qq.com"),
}
FFMPEG = env.text("ZHIYU_FFMPEG")
FONT = env.text("ZHIYU_FONT")
# Films and recordings that are made for one person to take along.
COPIES_A_DAY = env.number("ZHIYU_COPIES_A_DAY", 10, least=0)
COPY_HOURS = env.number("ZHIYU_COPY_HOURS", 24, least=1)
X_ACCEL = env.text("ZHIYU_X_ACCEL")
CDN = env.cdn()
MEDIA_STORE = env.media_store()
# A teacher whose line was cut comes back to the same class within this time; then it ends by itself.
LIVE_GRACE = env.number("ZHIYU_LIVE_GRACE_SECONDS", 300, least=10)
LIVE_ENGINE = env.live_engine()
TENCENT_LIVE = env.tencent_live()
LIVE_HOST = env.text("ZHIYU_LIVE_HOST")
LIVE_TAKEN = env.text("ZHIYU_LIVE_TAKEN") == "yes"  # its port, by another program: told by ``zhiyu up``
LIVE_PORT = env.number("ZHIYU_LIVE_PORT", 1935, least=1)
STUN, TURN, TURN_SECRET = env.stun(), env.turn(), env.text("ZHIYU_TURN_SECRET")
LIVE_BIND = env.text("ZHIYU_LIVE_BIND")
LIVE_CALLBACK = env.text("ZHIYU_LIVE_CALLBACK", "http://127.0.0.1:8000")
MEDIA_MAX_UPLOAD = env.number("ZHIYU_MAX_UPLOAD_MB", 8192, least=1) * 1024 * 1024

LOGGING: dict[str, Any] = logs.stdlib(as_json=MODE == "production", level=LOG_LEVEL)
SILENCED_SYSTEM_CHECKS: list[str] = []
