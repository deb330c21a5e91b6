"""The room of the demo's own evening to come: greetings, a question, a poll with an answer, and a product held up."""

from django.db import transaction

from zhiyu.access.actions import grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Product
from zhiyu.demo.evenings import COMING, SLUG
from zhiyu.kernel.clock import now
from zhiyu.live.models import LiveClass
from zhiyu.rooms.actions import ask, enter, open_poll, say, show_card, upvote, vote
from zhiyu.rooms.models import Room

SHOWN = "phone-family-photos"


@transaction.atomic
def make_rooms(*, owner: User, assistant: User, learner: User) -> None:
    """The learner is the school's guest in that course. Of classes that anybody planned since it touches nothing."""
    one = our_evening()
    if one is None or Room.objects.filter(pk=one.pk, said__gt=0).exists():
        return
    product_id, room = one.lesson.chapter.course.product_id, one.pk
    grant(user_id=learner.pk, product_id=product_id, source=f"staff:{owner.pk}:room")
    for person in (owner, assistant, learner):
        enter(room_id=room, user=person)
    said = (
        (owner, "那天晚上八点准时开始。想点评哪张照片，先写在“提问”里。"),
        (learner, "老师好，我拍了奶奶择菜，背光，脸是黑的。"),
        (assistant, "可以带着照片来，直播里会挑十张。"),
    )
    for person, text in said:
        say(room_id=room, user=person, text=text, key="demo-says")
    question = ask(room_id=room, user=learner, text="背光的照片，后期还救得回来吗？", key="demo-asks")
    upvote(question_id=question.pk, user=assistant)
    poll = open_poll(
        room_id=room,
        title="那天晚上你最想听哪一段？",
        options=["窗边怎么拍", "夜里怎么拍", "现场点评"],
        multiple=False,
        key="demo-poll",
        actor_id=owner.pk,
    )
    vote(poll_id=poll.pk, user=assistant, options=[poll.options.all()[2].pk])
    shown = Product.objects.get(code=SHOWN)
    show_card(room_id=room, product_id=shown.pk, limited=None, key="demo-card", actor=owner)


def our_evening() -> LiveClass | None:
    """The first one of that name in the demo's own course, while it is to come."""
    known = LiveClass.objects.select_related("lesson__chapter__course").order_by("pk")
    one = known.filter(lesson__chapter__course__product__code=SLUG, lesson__title=COMING).first()
    is_to_come = one is not None and one.state == LiveClass.State.PLANNED and one.starts_at > now()
    return one if is_to_come else None
