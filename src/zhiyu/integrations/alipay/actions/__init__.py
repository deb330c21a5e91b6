from zhiyu.integrations.alipay.actions.certificates import (
    forget_old_certificates,
    leave_certificates,
    save_certificates,
)
from zhiyu.integrations.alipay.actions.notifications import Verdict, forget_unproved, moment, receive

__all__ = [
    "Verdict",
    "forget_old_certificates",
    "forget_unproved",
    "leave_certificates",
    "moment",
    "receive",
    "save_certificates",
]
