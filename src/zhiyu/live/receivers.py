from datetime import datetime

from zhiyu.live import actions
from zhiyu.live.events import LiveCalledOff, LiveMoved
from zhiyu.live.queries import starts_at_of
from zhiyu.platform.bus import subscribe


@subscribe(LiveMoved, key="live.tell_moved")
def tell_moved(event: LiveMoved) -> None:
    starts_at = datetime.fromisoformat(event.starts_at)
    actions.tell_all(class_id=event.class_id, what="moved", starts_at=starts_at, moved_at=event.moved_at)


@subscribe(LiveCalledOff, key="live.tell_called_off")
def tell_called_off(event: LiveCalledOff) -> None:
    actions.tell_all(class_id=event.class_id, what="called_off", starts_at=starts_at_of(event.class_id))
