"""The demo school, made through the same actions a creator and her learners use. Safe to repeat."""

from collections.abc import Callable
from pathlib import Path

from zhiyu.accounts.actions import ensure_user
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import edit_course, publish
from zhiyu.catalog.importing import import_folder
from zhiyu.catalog.models import Course, Product
from zhiyu.catalog.queries import course_by_code, outline
from zhiyu.demo.campaigns import make_campaigns
from zhiyu.demo.classes import CLASS, open_classes
from zhiyu.demo.complaining import hear_complaint
from zhiyu.demo.credits import make_credits
from zhiyu.demo.deals import make_deals
from zhiyu.demo.evenings import hold_evenings
from zhiyu.demo.exercises import make_courseware
from zhiyu.demo.giving import make_gifts
from zhiyu.demo.history import make_history
from zhiyu.demo.ladder import make_ladder
from zhiyu.demo.lights import make_pictures
from zhiyu.demo.meetings import meet
from zhiyu.demo.memberships import COLUMN, open_memberships
from zhiyu.demo.moved import move_in
from zhiyu.demo.past import ago
from zhiyu.demo.people import PEOPLE
from zhiyu.demo.recorded import make_record
from zhiyu.demo.rooms import make_rooms
from zhiyu.demo.screened import ask_first
from zhiyu.demo.sessions import sell_services
from zhiyu.demo.shared import share
from zhiyu.demo.worked import show_works
from zhiyu.demo.writings import make_writings
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.media import fonts
from zhiyu.media.actions import package_now
from zhiyu.media.models import Asset
from zhiyu.platform.actions import save_school
from zhiyu.platform.school import school

# Its films may be downloaded, each with its buyer's name.
TAKEN_HOME = "phone-family-photos"
COURSES = Path(__file__).resolve().parent / "courses"
# The school front shows the newest first, so what a visitor should meet first is published last.
SLUGS = (COLUMN, CLASS, "calm-before-sleep", "breakfast-week", "phone-family-photos")
FRONT = SLUGS[-1]
Progress = Callable[[str], None]


def make_school(progress: Progress = print) -> None:
    """Make whatever of the demo school is missing; what people changed since stays as it is."""
    with ago(days=30):
        people = [ensure_user(phone=one.phone, name=one.name, roles=one.roles) for one in PEOPLE]
    owner = people[0]
    introduce(owner)
    for slug in SLUGS:
        open_course(slug, owner=owner, progress=progress)
    open_memberships(owner=owner)
    make_writings(owner=owner)
    make_pictures(owner=owner)
    make_ladder(owner=owner)
    move_in(owner=owner)
    make_history(learner=people[7], other=people[8], owner=owner, progress=progress)
    make_record(learner=people[7], code=FRONT)
    make_courseware(owner=owner, learner=people[7], other=people[8])
    open_classes(owner=owner, learner=people[7])
    sell_services(owner=owner, learner=people[7], other=people[8])
    ask_first(owner=owner, waiting=people[5], welcome=people[7], early=people[8])
    make_deals(owner=owner, friend=people[8])
    make_campaigns(owner=owner)
    make_credits(owner=owner, learner=people[3])
    make_gifts(giver=people[3], friend=people[2], owner=owner)
    hear_complaint()
    show_works(learner=people[7], friend=people[8], code=FRONT)
    share(people[8])
    hold_evenings(owner=owner)
    make_rooms(owner=owner, assistant=people[1], learner=people[7])
    meet(owner=owner, learner=people[7], others=[people[3], people[2], people[8]])


def introduce(owner: User) -> None:
    if school().opened_at is not None:
        return
    save_school(
        actor_id=owner.pk,
        name="林知学堂",
        slogan="慢慢学，学得会，用得上",
        teacher="林知",
        about="三位老师，三件让日子好一点的小事：拍好家人，吃好早餐，睡好觉。",
        service_phone="400-000-0000",
        service_wechat="linzhi-xuetang",
        tipping=True,
        opened_at=now(),
    )


def open_course(slug: str, *, owner: User, progress: Progress) -> None:
    course = found(slug)
    if course is None:
        course = import_folder(COURSES / slug, owner_id=owner.pk, progress=progress)
    if slug == TAKEN_HOME and fonts.chinese() is not None:
        edit_course(course_id=course.pk, actor_id=owner.pk, downloads=True)
    for asset in unpackaged(course):
        progress(f"{course.product.title} · {asset.name}")
        package_now(asset.pk)
    if course.product.status == Product.Status.DRAFT:
        publish(actor_id=owner.pk, course_id=course.pk)


def found(slug: str) -> Course | None:
    try:
        return course_by_code(slug, on_sale_only=False)
    except NotFound:
        return None


def unpackaged(course: Course) -> list[Asset]:
    lessons = [lesson for chapter in outline(course.pk).chapters for lesson in chapter.lessons]
    playable = [one.asset for one in lessons if one.asset and one.asset.kind in Asset.PACKAGED]
    return [asset for asset in playable if asset.state in {Asset.State.STORED, Asset.State.PACKAGING}]


def missing_part() -> str | None:
    """For ``/healthz``: None when the demo school exists and its first rendition plays."""
    course = found(FRONT)
    if course is None:
        return "the demo school is being made"
    return "the first video is being packaged" if unpackaged(course) else None
