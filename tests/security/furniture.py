"""What stands in the world of the permission matrix: one of each thing, most of them the buyer's."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from PIL import Image

from tests import make
from tests.campaigns import build as build_campaigns
from tests.commerce.fakepay import pay
from tests.complaints import made as made_complaints
from tests.courseware import packages
from tests.gifts import made as made_gifts
from tests.imports import made as made_imports
from tests.invoices import made
from tests.media import films, packed, papers
from tests.media.epubs import epub, png
from tests.promotions import build as build_deals
from tests.screening import made as made_screening
from tests.tracing import made as made_tracing
from zhiyu.access.actions import grant
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import (
    add_lesson,
    add_photo,
    edit_course,
    edit_group,
    edit_lesson,
    set_counting,
    set_lesson_asset,
    set_step,
    set_welcome,
    start_presale,
)
from zhiyu.catalog.models import Attachment, Category, Chapter, Course, Lesson
from zhiyu.coaching.actions import make_appointment, note_delivery
from zhiyu.commerce.actions import approve_refund, begin_attempt, request_refund, settle_refund
from zhiyu.commerce.models import Order, Refund
from zhiyu.commerce.pricing import quote_for
from zhiyu.imports.actions import bring_in, hand_in
from zhiyu.integrations.transfer.actions import ask_return, save_account
from zhiyu.integrations.transfer.models import Transfer
from zhiyu.invoices.actions import need_red, put_file
from zhiyu.kernel.clock import now
from zhiyu.learning.models import Note
from zhiyu.live.actions import plan
from zhiyu.live.models import LiveClass
from zhiyu.media import files, thumbs
from zhiyu.media.actions import begin_upload, package_now, store_file
from zhiyu.media.models import Asset, Copy, Subtitle
from zhiyu.messaging.actions import mark_read, tell
from zhiyu.messaging.models import Send
from zhiyu.messaging.templates import Facts
from zhiyu.platform.actions import save_school
from zhiyu.rooms.actions import announce_draw, ask, enter, open_poll, say, show_card
from zhiyu.tracing.models import Inquiry, Trace

NOVEL = [("小说", '<h1>小说</h1><img src="a.png"/>')]


def offers(course: Course) -> dict[str, Any]:
    """A coupon that nobody took, a deal that changes no price, a campaign's draft and one that is far off."""
    deal = build_deals.deal(title="以后的活动", starts_at=now() + timedelta(days=999))
    taste, presold = make.course(title="先买的", price_fen=100), make.course(title="预售的", price_fen=99_900)
    set_counting(product_id=taste.product_id, counts_for_id=course.product_id, days=30, actor_id=None)
    at, day = now(), timedelta(days=1)
    sale = start_presale(
        terms={
            "product_id": presold.product_id,
            "deposit_fen": 100,
            "worth_fen": 100,
            "deposit_until": at + day,
            "pays_from": at + 2 * day,
            "pays_until": at + 3 * day,
            "keeps": False,
        },
        actor_id=None,
    )
    return {
        "taste_id": taste.product_id,
        "presale_id": sale.pk,
        "deal_id": deal.pk,
        "deal_kind": deal.kind,
        "coupon_id": build_deals.coupon().pk,
        "product_id": course.product_id,
        **campaigns(course),
    }


def campaigns(course: Course) -> dict[str, Any]:
    draft = build_campaigns.campaign(course, days=600)
    phase = build_campaigns.phases(draft)[0]
    return {
        "campaign_id": draft.pk,
        "campaign_template": draft.template,
        "day": str(draft.day),
        "phase_id": phase.pk,
        "offer_id": phase.offers.get().pk,
        "topic_slug": build_campaigns.campaign(course, days=700, on=True).slug,
    }


def rooms(course: Course, buyer: User, owner: User) -> dict[str, Any]:
    """A class on air with one of everything in its room."""
    on_air = LiveClass.objects.create(
        lesson=Lesson.objects.filter(chapter__course=course, free=False, asset=None).latest("pk"),
        host=owner,
        state="live",
        starts_at=now(),
    )
    room, who = on_air.pk, owner.pk
    enter(room_id=room, user=buyer)
    said = say(room_id=room, user=owner, text="大家好", key="greeting")
    poll = open_poll(room_id=room, title="懂吗", options=["懂", "不懂"], multiple=False, key="poll", actor_id=who)
    draw = announce_draw(room_id=room, title="书", among="present", places=1, key="draw", actor_id=who)
    card = show_card(room_id=room, product_id=course.product_id, limited=None, key="card", actor=owner)
    return {
        "room_id": room,
        "n": said.n,
        "message_id": said.pk,
        "dropping": "drop",
        "question_id": ask(room_id=room, user=owner, text="怎么开头", key="question").pk,
        "poll_id": poll.pk,
        "option_id": poll.options.all()[0].pk,
        "draw_id": draw.pk,
        "card_id": card.pk,
    }


def after(course: Course, picture: UUID) -> dict[str, Any]:
    """What the buyer of ``course`` is told, and where it leads to."""
    set_welcome(product_ids=[course.product_id], text="谢谢", group_code_id=picture, caption="", actor_id=None)
    leading = make.course(title="先学这门")
    set_step(product_id=leading.product_id, tier="hook", leads_to_id=course.product_id, actor_id=None)
    return {"leading_id": leading.product_id}


def writings(buyer: User) -> dict[str, Any]:
    """An article that anybody may look at, and an e-book that is the buyer's."""
    article, ebook = make.article(), make.ebook()
    book = Lesson.objects.get(chapter__course=ebook, free=False)
    book.asset = store_file(path=films.wrong("书.pdf", b"%PDF-1.7\n%%EOF\n"), name="b.pdf", owner_id=None)
    book.save(update_fields=["asset"])
    grant(user_id=buyer.pk, product_id=ebook.product_id, source="staff:book")
    return {
        "writing_id": article.pk,
        "draft_writing_id": make.article(on_sale=False).pk,
        "article_slug": article.product.code,
        "ebook_slug": ebook.product.code,
        "book_id": book.pk,
    }


def services(buyer: User, owner: User, *, picture_id: UUID) -> dict[str, Any]:
    """A package of which one session was had and one is soon, a group with a picture, a school that may be thanked."""
    save_school(actor_id=None, tipping=True)
    package, community = make.package(), make.community()
    edit_group(plan_id=community.pk, actor_id=None, name="早起群", note="", qr_id=picture_id)
    held = grant(user_id=buyer.pk, product_id=package.product_id, source="test:sessions", sessions=3)
    soon = now() + timedelta(minutes=10)
    booked = make_appointment(grant_id=held.pk, seen=0, actor_id=owner.pk, starts_at=soon, minutes=480)
    had = note_delivery(grant_id=held.pk, seen=0, actor_id=buyer.pk, given_on=now().date())
    return {
        "package_id": package.pk,
        "package_slug": package.product.code,
        "draft_package_id": make.package(on_sale=False).pk,
        "group_slug": community.code,
        "grant_id": held.pk,
        "session_id": had.pk,
        "appointment_id": booked.pk,
    }


def evening(buyer: User, owner: User) -> dict[str, Any]:
    """A live class of tomorrow that the buyer may watch."""
    course = make.course(title="直播间")
    grant(user_id=buyer.pk, product_id=course.product_id, source="test:live")
    (one,) = plan(
        chapter_id=course.chapters.get().pk,
        actor_id=owner.pk,
        title="答疑",
        starts_at=now() + timedelta(days=1),
        minutes=60,
        host_id=owner.pk,
        free=False,
    )
    return {"class_id": one.pk, "host_id": owner.pk}


def moving_in(owner: User) -> dict[str, Any]:
    """One export that came in, one that was refused, and one that was uploaded and waits to be handed in."""
    path = films.wrong("旧站.xml", made_imports.wxr(made_imports.item(1, "老文章", "甲")).encode())
    came, waits = (store_file(path=path, name="export.xml", owner_id=owner.pk) for _twice in range(2))
    other = store_file(path=films.wrong("x.xml", b"<html></html>"), name="x.xml", owner_id=owner.pk)
    runs = [hand_in(asset_id=one.pk, actor_id=owner.pk) for one in (came, other)]
    for run in runs:
        bring_in(run.pk)
    return {"run_id": runs[0].pk, "refused_run_id": runs[1].pk, "export": str(waits.pk)}


def leaks(buyer: User, owner: User) -> dict[str, Any]:
    """A copy that names somebody, one that could not be read, one that waits; and a film that could not be marked."""
    lesson = made_tracing.lesson(make.course(title="防泄露的课"))
    accusing = made_tracing.inquiry(lesson, buyer, [owner], read=30)
    waits = store_file(path=films.film(seconds=2), name="copy.mp4", owner_id=owner.pk, expect="kept")
    unread = Inquiry.objects.create(state="refused", name="x.mp4", sha256="0" * 64, error="读不了")
    Trace.objects.filter(asset_id=str(lesson.asset_id)).update(error="packaging_failed")
    return {
        "inquiry_id": accusing.pk,
        "unread_id": unread.pk,
        "unmarked_id": lesson.asset_id,
        "leak": str(waits.pk),
    }


def applications(buyer: User) -> dict[str, Any]:
    """One that waits for the school's word."""
    asking = made_screening.screened(make.course(title="先申请的课"))
    one = made_screening.sent(asking, buyer)
    return {"asking_id": asking.pk, "asking_code": asking.code, "application_id": one.pk}


def complaints() -> dict[str, Any]:
    one = made_complaints.complained()
    return {"complaint_id": one.pk, "complaint_code": one.code}


def catalogue(course: Course) -> dict[str, Any]:
    free = make.course(price_fen=0, title="免费试听")
    draft = make.course(published=False, title="还没上架")
    chapter = course.chapters.get()
    video = Lesson.objects.create(chapter=chapter, title="看一遍", kind="video", position=9, asset=packed.asset())
    article = Lesson.objects.filter(chapter=chapter, kind="article", free=False).first()
    assert article
    plan, other = make.plan(), make.course(title="一起卖的课")
    bundle = make.bundle(course, other)
    run = make.course(title="分期开的课")
    return {
        "intake_id": make.intake(run).pk,
        "draft_intake_id": make.intake(run, on_sale=False).pk,
        "plan_id": plan.pk,
        "plan_slug": plan.code,
        "draft_plan_id": make.plan(title="还没上架的会员", on_sale=False).pk,
        "bundle_id": bundle.pk,
        "bundle_slug": bundle.product.code,
        "draft_bundle_id": make.bundle(course, other, title="还没上架的打包", on_sale=False).pk,
        "part_id": course.product_id,
        "other_part_id": other.product_id,
        "course_id": course.pk,
        "draft_id": draft.pk,
        "slug": course.product.code,
        "code": course.product.code,
        "free_slug": free.product.code,
        "draft_slug": draft.product.code,
        "chapter_id": chapter.pk,
        "spare_chapter_id": Chapter.objects.create(course=course, title="空着的一章", position=5).pk,
        "lesson_id": article.pk,
        "video_id": video.pk,
        "video": video,
        "category_id": Category.objects.create(name="绘画").pk,
        "form": "svg",
        "term": quote_for([course.product.code], buyer_id=None).terms[0].id,
    }


def taken_home(course: Course, buyer: User) -> None:
    """The buyer's copy of the film, ready to be fetched."""
    edit_course(course_id=course.pk, actor_id=None, downloads=True)
    film = Lesson.objects.get(chapter__course=course, kind="video")
    assert film.asset
    copy = Copy.objects.create(
        user=buyer, lesson_id=film.pk, asset=film.asset, state="ready", mark="x", asked_at=now(), made_at=now()
    )
    files.copies_dir().mkdir(parents=True, exist_ok=True)
    files.copy(copy).write_bytes(b"a film")


def media(course: Course, owner: User) -> dict[str, Any]:
    pdf = store_file(
        path=films.wrong("矩阵.pdf", b"%PDF-1.7\n" + b"0" * 500 + b"\n%%EOF\n"), name="a.pdf", owner_id=None
    )
    article = Lesson.objects.filter(chapter__course=course, kind="article", free=False).first()
    assert article
    picture = store_file(path=films.picture("png"), name="a.png", owner_id=None)
    film = Lesson.objects.get(chapter__course=course, kind="video").asset
    assert film
    files.poster(film.pk).write_bytes(files.original(picture).read_bytes())
    Image.new("RGB", (1600, 90)).save(thumbs.path(film.pk, 0))
    Subtitle.objects.create(asset=film, language="en", cues=[[0, 1000, "Hello"]])
    Asset.objects.filter(pk=film.pk).update(thumb_every_ms=5_000, thumb_count=10, thumb_width=160)
    handout = store_file(path=papers.pdf(films.wrong("p.pdf", b""), "a"), name="p.pdf", owner_id=None, expect="played")
    paper = add_lesson(chapter_id=article.chapter_id, title="讲义", actor_id=None)
    set_lesson_asset(lesson_id=paper.pk, asset_id=handout.pk, actor_id=None)
    package_now(handout.pk)
    bound = epub(films.wrong("b.epub", b""), NOVEL, more={"OEBPS/a.png": png()})
    novel = store_file(path=bound, name="b.epub", owner_id=None, expect="played")
    book = add_lesson(chapter_id=article.chapter_id, title="小说", actor_id=None)
    set_lesson_asset(lesson_id=book.pk, asset_id=novel.pk, actor_id=None)
    package_now(novel.pk)
    album = add_lesson(chapter_id=article.chapter_id, title="相册", actor_id=None)
    first, second, loose = (store_file(path=films.picture("png"), name="a.png", owner_id=None) for _ in range(3))
    photo, _other = (add_photo(lesson_id=album.pk, asset_id=one.pk, actor_id=None) for one in (first, second))
    sold = store_file(path=films.picture("png"), name="a.png", owner_id=None)
    pictured = add_lesson(chapter_id=article.chapter_id, title="带图的文章", actor_id=None)
    shown = "讲得很细。" * 120 + f"\n\n![图](/media/assets/{sold.pk}/image)\n\n结尾。"
    edit_lesson(lesson_id=pictured.pk, actor_id=None, body=shown)
    drill = packages.lesson_of(course, packages.packed(films.wrong("d.zip", b""), {"index.html": b"<p>1"}))
    return {
        "photo_id": photo.pk,
        "loose_id": loose.pk,
        "paper": paper,
        "book": book,
        "novel_id": book.pk,
        "drill": drill,
        "drill_id": drill.pk,
        "drill_name": "index.html",
        "attachment_id": Attachment.objects.create(lesson=article, asset=pdf, title="讲义.pdf").pk,
        "asset_id": picture.pk,
        "pictured": pictured,
        "sold_picture_id": sold.pk,
        "film_id": film.pk,
        "failed_id": Asset.objects.create(
            id=UUID(int=7),
            kind="video",
            state=Asset.State.FAILED,
            name="b.mp4",
            mime="video/mp4",
            size=1,
            sha256="1" * 64,
        ).pk,
        "pdf_id": pdf.pk,
        "upload_id": begin_upload(owner_id=owner.pk, name="课.mp4", size=20, mime="video/mp4").pk,
        "name": "720p",
        "epoch": 1,
        "number": 9,
        "strip": 0,
        "version": 1,
        "language": "en",
    }


def noted(buyer: User, book: Lesson) -> dict[str, Any]:
    made = Note.objects.create(user=buyer, lesson=book, kind="highlight", chapter=0, start=0, quote="小说")
    return {"note_id": made.pk}


def orders(buyer: User, course: Course) -> dict[str, Any]:
    """The buyer owns ``course``; one order waits for payment, one for the school's word on its refund."""
    paid = pay(make.order(buyer=buyer, of=course))
    asked = waiting_refund(buyer)
    failed = waiting_refund(buyer)
    approve_refund(refund_id=failed.pk, actor_id=buyer.pk, note="")
    settle_refund(no=failed.no, provider="wechat", status="abnormal", reference="r-1")
    return {
        "no": paid.no,
        "pending_no": make.order(buyer=buyer, of=make.course(lessons=3)).no,
        "refund_id": asked.pk,
        "abnormal_id": failed.pk,
        "refunded_no": failed.order.no,
    }


def invoices(buyer: User) -> dict[str, Any]:
    """One that waits, one that is typed in, one with its file, and one to be reversed."""
    waiting, issuing = made.applied(made.bought(buyer=buyer)), made.issuing(made.bought(buyer=buyer))
    issued, red = made.issued(made.bought(buyer=buyer)), made.issued(made.bought(buyer=buyer))
    put_file(invoice_id=issued.pk, path=made.file(), name="a.pdf", actor_id=buyer.pk)
    need_red(invoice_id=red.pk, actor_id=buyer.pk, because="抬头写错")
    return {
        "title_id": made.title(buyer).pk,
        "invoice_id": waiting.pk,
        "issuing_invoice_id": issuing.pk,
        "issued_invoice_id": issued.pk,
        "red_invoice_id": red.pk,
    }


def transfers(buyer: User, owner: User) -> dict[str, Any]:
    """A slip that waits for a look, and money that waits to be sent back."""
    order = make.order(buyer=buyer, of=make.course(lessons=3))
    attempt = begin_attempt(order_no=order.no, provider="transfer", method="transfer")
    slip = store_file(path=films.picture(), name="slip.png", owner_id=buyer.pk, expect="image")
    transfer = Transfer.objects.create(attempt=attempt, state="sent", slip=slip, payer="林晓", sent_at=now())
    back = ask_return(no="R-of-nothing", out_trade_no=attempt.out_trade_no, amount_fen=1)
    save_account(actor_id=owner.pk, fields={"holder": "学堂", "bank": "银行", "number": "1"})
    return {"transfer_no": order.no, "transfer_id": transfer.pk, "return_id": back.pk}


def messages(buyer: User) -> dict[str, Any]:
    """One that the buyer has read, and whose text message failed."""
    facts: Facts = {"order": "1", "title": "水彩入门", "count": 1, "amount_fen": 9_900}
    told = tell(recipient_id=buyer.pk, template="commerce.order_paid", facts=facts, key="matrix")
    assert told
    mark_read(user_id=buyer.pk, up_to=told.pk)
    Send.objects.update(status=Send.Status.FAILED, ended_at=now())
    return {"send_id": Send.objects.get().pk, "template": "commerce.order_paid"}


def gifts(buyer: User) -> dict[str, Any]:
    """One that the buyer gave and nobody claimed, and a batch of codes that nobody used."""
    gift = made_gifts.given(giver=buyer)[0]
    batch = made_gifts.batch()
    code = made_gifts.codes(batch)[0]
    given = {"token": gift.token, "gift_id": gift.pk, "gift_no": gift.line.order.no}
    return given | {"batch_id": batch.pk, "code_id": code.pk, "redeem_code": code.code}


def waiting_refund(buyer: User) -> Refund:
    course = make.course(lessons=6)
    order: Order = pay(make.order(buyer=buyer, of=course))
    make.opened(buyer, course)
    return request_refund(order_no=order.no, buyer_id=buyer.pk, reason="too_hard")
