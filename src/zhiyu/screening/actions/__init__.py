"""What can be done with applications. Every action locks the application's row before it looks."""

from zhiyu.screening.actions.applying import apply, end_lapsed, withdraw
from zhiyu.screening.actions.asking import Rules, set_screen
from zhiyu.screening.actions.deciding import approve, approve_several, decline, read, read_several
from zhiyu.screening.actions.holding import buys, hold, let_go, require_approval, use

__all__ = [
    "Rules",
    "apply",
    "approve",
    "approve_several",
    "buys",
    "decline",
    "end_lapsed",
    "hold",
    "let_go",
    "read",
    "read_several",
    "require_approval",
    "set_screen",
    "use",
    "withdraw",
]
