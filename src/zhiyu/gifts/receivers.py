from zhiyu.gifts import notices
from zhiyu.gifts.events import GiftClaimed, GiftReturned
from zhiyu.platform.bus import subscribe


@subscribe(GiftClaimed, key="gifts.tell_claimed")
def tell_claimed(event: GiftClaimed) -> None:
    notices.tell_claimed(gift_id=event.gift_id)


@subscribe(GiftReturned, key="gifts.tell_returned")
def tell_returned(event: GiftReturned) -> None:
    notices.tell_returned(gift_id=event.gift_id)
