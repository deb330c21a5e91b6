from datetime import datetime

from zhiyu.access.events import GrantRevoked
from zhiyu.onsite import actions
from zhiyu.onsite.events import OnsiteCalledOff, OnsiteChanged
from zhiyu.onsite.queries import starts_at_of
from zhiyu.platform.bus import subscribe


@subscribe(OnsiteChanged, key="onsite.tell_changed")
def tell_changed(event: OnsiteChanged) -> None:
    actions.tell_all(class_id=event.class_id, what=event.what, at=datetime.fromisoformat(event.at))


@subscribe(GrantRevoked, key="onsite.release")
def release(event: GrantRevoked) -> None:
    actions.release_held(user_id=event.user_id)


@subscribe(OnsiteCalledOff, key="onsite.tell_called_off")
def tell_called_off(event: OnsiteCalledOff) -> None:
    actions.tell_all(class_id=event.class_id, what="called_off", at=starts_at_of(event.class_id))
