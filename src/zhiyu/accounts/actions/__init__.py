"""What accounts can do, one name each; see the modules for how."""

from zhiyu.accounts.actions.codes import forget_old_codes, request_code
from zhiyu.accounts.actions.devices import (
    TOUCH_EVERY,
    forget_ended_devices,
    issue_token,
    open_device,
    prove_device,
    rekey_device,
    sign_out_device,
    sign_out_everywhere,
    sign_out_others,
    touch_device,
)
from zhiyu.accounts.actions.factors import (
    add_totp,
    check_factor,
    factor_added,
    remove_factor,
    renew_recovery_codes,
    reset_factors,
)
from zhiyu.accounts.actions.leaving import (
    Farewell,
    ask_to_close,
    close_account,
    close_due,
    export_own_data,
    farewell,
    keep_account,
)
from zhiyu.accounts.actions.login import admit, login_by_code, login_by_identity
from zhiyu.accounts.actions.mailing import forget_old_email_codes, request_email_code
from zhiyu.accounts.actions.moving import change_phone, move_phone
from zhiyu.accounts.actions.notices import forget_old_notices, see_notices
from zhiyu.accounts.actions.passwords import bind_email, login_by_password, reset_password, set_password, unbind_email
from zhiyu.accounts.actions.people import (
    edit_profile,
    ensure_user,
    give_role,
    link_identity,
    reveal_phone,
    take_role,
)
from zhiyu.accounts.actions.proving import prove, send_proof
from zhiyu.accounts.actions.setup import OwnerClaim, check_setup_token, set_up, setup_token
from zhiyu.accounts.actions.throttling import begin_try, excuse, forget_old_tries, forgive

__all__ = [
    "TOUCH_EVERY",
    "Farewell",
    "OwnerClaim",
    "add_totp",
    "admit",
    "ask_to_close",
    "begin_try",
    "bind_email",
    "change_phone",
    "check_factor",
    "check_setup_token",
    "close_account",
    "close_due",
    "edit_profile",
    "ensure_user",
    "excuse",
    "export_own_data",
    "factor_added",
    "farewell",
    "forget_ended_devices",
    "forget_old_codes",
    "forget_old_email_codes",
    "forget_old_notices",
    "forget_old_tries",
    "forgive",
    "give_role",
    "issue_token",
    "keep_account",
    "link_identity",
    "login_by_code",
    "login_by_identity",
    "login_by_password",
    "move_phone",
    "open_device",
    "prove",
    "prove_device",
    "rekey_device",
    "remove_factor",
    "renew_recovery_codes",
    "request_code",
    "request_email_code",
    "reset_factors",
    "reset_password",
    "reveal_phone",
    "see_notices",
    "send_proof",
    "set_password",
    "set_up",
    "setup_token",
    "sign_out_device",
    "sign_out_everywhere",
    "sign_out_others",
    "take_role",
    "touch_device",
    "unbind_email",
]
