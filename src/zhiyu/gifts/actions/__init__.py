"""What can be done with redeem codes and gifts."""

from zhiyu.gifts.actions.batches import MOST as MOST_CODES
from zhiyu.gifts.actions.batches import BatchTerms, make_batch, revoke_code, revoke_unused
from zhiyu.gifts.actions.claiming import claim, renew_link, return_unclaimed, take_back
from zhiyu.gifts.actions.giving import GONE, Card, free_own, give, require_giveable
from zhiyu.gifts.actions.redeeming import look_up, redeem

__all__ = [
    "GONE",
    "MOST_CODES",
    "BatchTerms",
    "Card",
    "claim",
    "free_own",
    "give",
    "look_up",
    "make_batch",
    "redeem",
    "renew_link",
    "require_giveable",
    "return_unclaimed",
    "revoke_code",
    "revoke_unused",
    "take_back",
]
