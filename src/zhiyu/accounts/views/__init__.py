from zhiyu.accounts.views.login import login, login_code, login_demo, logout
from zhiyu.accounts.views.me import agreement, device_sign_out, devices, settings_page
from zhiyu.accounts.views.setup import setup, setup_code

__all__ = [
    "agreement",
    "device_sign_out",
    "devices",
    "login",
    "login_code",
    "login_demo",
    "logout",
    "settings_page",
    "setup",
    "setup_code",
]
