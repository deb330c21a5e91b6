"""The twin of the page that says how many devices and players an account may have."""

from ninja import Field, Router

from zhiyu.accounts.http import UserRequest, staff_api
from zhiyu.kernel.schema import Schema
from zhiyu.platform.actions import save_school
from zhiyu.platform.idempotency import idempotent
from zhiyu.platform.school import school
from zhiyu.studio.forms import MOST_PLACES

router = Router(tags=["protection"])
SCOPE = "settings.edit"


class SchoolProtection(Schema):
    """0 is no limit. ``film_mark``: the name of who looks stands over films that were bought."""

    device_limit: int = Field(ge=0, le=MOST_PLACES)
    player_limit: int = Field(ge=0, le=MOST_PLACES)
    film_mark: bool


@router.get("/studio/protection", response=SchoolProtection, auth=staff_api(SCOPE))
def read_protection(request: UserRequest) -> SchoolProtection:
    del request
    found = school()
    return SchoolProtection(device_limit=found.device_limit, player_limit=found.player_limit, film_mark=found.film_mark)


@router.put("/studio/protection", response=SchoolProtection, auth=staff_api(SCOPE))
@idempotent()
def write_protection(request: UserRequest, body: SchoolProtection) -> SchoolProtection:
    """From the next time that a course is opened on."""
    save_school(actor_id=request.user.pk, **body.model_dump())
    return body
