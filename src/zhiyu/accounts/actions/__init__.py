"""What accounts can do, one name each; see the modules for how."""

from zhiyu.accounts.actions.devices import (
    TOUCH_EVERY,
    forget_ended_devices,
    issue_token,
    open_device,
    sign_out_device,
    touch_device,
)
from zhiyu.accounts.actions.login import admit, forget_old_codes, login_by_code, login_by_identity, request_code
from zhiyu.accounts.actions.people import (
    edit_profile,
    ensure_user,
    give_role,
    link_identity,
    reveal_phone,
    take_role,
)
from zhiyu.accounts.actions.setup import OwnerClaim, check_setup_token, set_up, setup_token

__all__ = [
    "TOUCH_EVERY",
    "OwnerClaim",
    "admit",
    "check_setup_token",
    "edit_profile",
    "ensure_user",
    "forget_ended_devices",
    "forget_old_codes",
    "give_role",
    "issue_token",
    "link_identity",
    "login_by_code",
    "login_by_identity",
    "open_device",
    "request_code",
    "reveal_phone",
    "set_up",
    "setup_token",
    "sign_out_device",
    "take_role",
    "touch_device",
]
