from zhiyu.accounts.views import contact, factors, leaving, passwords, proof
from zhiyu.accounts.views.login import login, login_code, login_demo, logout, parted
from zhiyu.accounts.views.me import agreement, device_sign_out, devices, settings_page
from zhiyu.accounts.views.setup import setup, setup_code

__all__ = [
    "agreement",
    "contact",
    "device_sign_out",
    "devices",
    "factors",
    "leaving",
    "login",
    "login_code",
    "login_demo",
    "logout",
    "parted",
    "passwords",
    "proof",
    "settings_page",
    "setup",
    "setup_code",
]
