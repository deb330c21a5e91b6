"""A folder that is an article or an e-book: one text or file that is sold, and of an e-book a sample."""

from pathlib import Path

from django.utils.translation import gettext as _

from zhiyu.catalog.actions import attach_file, put_ebook, write_article
from zhiyu.catalog.actions.files import SHOWN
from zhiyu.catalog.importing.folder import READ
from zhiyu.catalog.importing.plan import CoursePlan, LessonPlan, Stored
from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.catalog.writings import writing


def as_a_writing(plan: CoursePlan) -> list[str]:
    """What keeps it from being one. Of an e-book a PDF is a file to take home, and so is a sample."""
    if plan.kind == Product.Kind.ARTICLE and (
        len(plan.lessons) != 1 or plan.lessons[0].media or plan.lessons[0].photos
    ):
        return [_("kind 是 article：里面要正好有一篇正文")]
    if plan.kind != Product.Kind.EBOOK:
        return []
    sold, samples = parts(plan)
    if len(sold) != 1 or len(samples) > 1:
        return [_("kind 是 ebook：里面要正好有一本书，另外最多一份免费的试读（free = true）")]
    for one in plan.lessons:
        if one.media and (one in samples or one.media.suffix.lower() == ".pdf"):
            one.files.insert(0, one.media)
            one.media = None
        if not one.book and paper_of(one) is None:
            return [
                _("kind 是 ebook：《%(title)s》要有一个 PDF 或 EPUB，或者写成书的正文（book = true）")
                % {"title": one.title}
            ]
    return []


def parts(plan: CoursePlan) -> tuple[list[LessonPlan], list[LessonPlan]]:
    """What is sold, and what anybody may have."""
    samples = [one for one in plan.lessons if one.settings.get("free")]
    return [one for one in plan.lessons if one not in samples], samples


def paper_of(lesson: LessonPlan) -> Path | None:
    papers = [lesson.media] if lesson.media else lesson.files
    return next((path for path in papers if path.suffix.lower() in READ), None)


def write_writing(plan: CoursePlan, stored: Stored, *, owner_id: int) -> Course:
    if plan.kind == Product.Kind.ARTICLE:
        (text,) = plan.lessons
        free, body = text.settings.get("free", False), text.stored_body(stored, about=plan.title)
        made = write_article(course_id=None, actor_id=owner_id, about={"title": plan.title}, body=body, free=free)
        for path in text.files:
            named = text.titles.get(path, "")
            attach_file(lesson_id=writing(made.pk).whole.pk, asset_id=stored[path].pk, actor_id=owner_id, title=named)
        return made
    (book,), samples = parts(plan)
    paper, sample = paper_of(book), paper_of(samples[0]) if samples else None
    return put_ebook(
        course_id=None,
        actor_id=owner_id,
        about={"title": plan.title},
        book_id=stored[paper].pk if paper and not book.book else None,
        sample_id=stored[sample].pk if sample else None,
        text=book.stored_body(stored, about=plan.title) if book.book else "",
        shown=book.settings.get("preview_seconds", SHOWN[Lesson.Kind.BOOK]),
        view_only=book.settings.get("view_only", False),
    )
