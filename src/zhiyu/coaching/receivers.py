from zhiyu.access.events import GrantRevoked
from zhiyu.coaching import actions
from zhiyu.platform.bus import subscribe


@subscribe(GrantRevoked, key="coaching.let_go")
def let_go(event: GrantRevoked) -> None:
    actions.let_go(grant_id=event.grant_id)
