from django.urls import path

from zhiyu.accounts import views

app_name = "accounts"
urlpatterns = [
    path("login", views.login, name="login"),
    path("login/code", views.login_code, name="login_code"),
    path("login/demo", views.login_demo, name="login_demo"),
    path("login/password", views.passwords.login_password, name="login_password"),
    path("login/forgotten", views.passwords.forgotten, name="forgotten"),
    path("login/forgotten/code", views.passwords.forgotten_code, name="forgotten_code"),
    path("login/passkey", views.factors.login_passkey, name="login_passkey"),
    path("login/factor", views.factors.login_factor, name="login_factor"),
    path("login/factor/passkey", views.factors.login_factor_passkey, name="login_factor_passkey"),
    path("logout", views.logout, name="logout"),
    path("agreements/<str:key>", views.agreement, name="agreement"),
    path("me/devices", views.devices, name="devices"),
    path("me/devices/<int:device_id>/sign-out", views.device_sign_out, name="device_sign_out"),
    path("me/settings", views.settings_page, name="settings"),
    path("me/confirm", views.proof.confirm, name="confirm"),
    path("me/confirm/passkey", views.factors.confirm_passkey, name="confirm_passkey"),
    path("me/phone", views.contact.phone, name="phone"),
    path("me/phone/code", views.contact.phone_code, name="phone_code"),
    path("me/email", views.contact.email, name="email"),
    path("me/email/code", views.contact.email_code, name="email_code"),
    path("me/email/unbind", views.contact.email_unbind, name="email_unbind"),
    path("me/password", views.passwords.password, name="password"),
    path("me/security", views.factors.security, name="security"),
    path("me/security/totp", views.factors.totp, name="totp"),
    path("me/security/passkeys", views.factors.add_passkey, name="add_passkey"),
    path("me/security/codes", views.factors.recovery_codes, name="recovery_codes"),
    path("me/security/<int:factor_id>/remove", views.factors.remove_factor, name="remove_factor"),
    path("me/close", views.leaving.close, name="close"),
    path("me/close/undo", views.leaving.keep, name="keep"),
    path("me/export", views.leaving.export, name="export"),
    path("setup", views.setup, name="setup"),
    path("setup/code", views.setup_code, name="setup_code"),
]
