"""One lesson as its visitor gets it: the whole, its preview, or the wall before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from zhiyu.access.copies import TO_TAKE
from zhiyu.access.standing import Person, Right, right_of
from zhiyu.catalog import queries as catalog
from zhiyu.catalog.excerpts import without_title
from zhiyu.catalog.markdown import render
from zhiyu.catalog.models import Attachment, Lesson
from zhiyu.catalog.shelf import ShelfCourse, ShelfLesson, course_with_lesson
from zhiyu.courseware.queries import Exercise, exercise_of
from zhiyu.learning.models import Progress
from zhiyu.learning.queries import reached_in
from zhiyu.media.documents import Page
from zhiyu.media.models import Asset
from zhiyu.media.queries import copy_of, pages_of
from zhiyu.storefront.copies import CopyState, state_of
from zhiyu.storefront.linking import with_links
from zhiyu.storefront.queries import CoursePage, page_of


class Shown(StrEnum):
    """How much of a lesson its visitor gets."""

    WHOLE = "whole"
    PREVIEW = "preview"
    NOTHING = "nothing"


@dataclass(frozen=True)
class LessonPage:
    lesson: ShelfLesson
    page: CoursePage
    right: Right
    shown: Shown
    text: str
    files: Sequence[Attachment]

    @property
    def course(self) -> ShelfCourse:
        return self.page.course

    @property
    def mine(self) -> Progress | None:
        return self.page.progress.by_lesson.get(self.lesson.pk)

    @property
    def keeps_progress(self) -> bool:
        """Learners' work is recorded; staff who look in and passers-by leave no trace."""
        return self.right in {Right.OWNED, Right.FREE} and self.page.signed_in

    @property
    def reached(self) -> float | None:
        """How far a first viewing has come, where nobody skips ahead in one."""
        return reached_in(self.lesson, self.mine, no_skip=self.course.no_skip) if self.keeps_progress else None

    @property
    def marked(self) -> bool:
        """Bought by who looks at it: it carries their name, and is theirs alone."""
        return self.right == Right.OWNED

    @property
    def takes_copy(self) -> bool:
        """Whether its reader may take it home as a file."""
        bought = self.page.opens(self.lesson.pk) and self.page.buyer_id is not None
        return bought and self.course.downloads and self.lesson.kind in TO_TAKE and self.media == "ready"

    @cached_property
    def copy(self) -> CopyState:
        user_id, asset_id = self.page.buyer_id, self.lesson.asset_id
        if user_id is None or asset_id is None:
            return state_of(None)
        return state_of(copy_of(user_id=user_id, lesson_id=self.lesson.pk, asset_id=asset_id))

    @property
    def thanks(self) -> bool:
        """Whether its reader may thank the teacher, where the school lets learners."""
        return not self.course.tips_off and self.shown == Shown.WHOLE

    @property
    def completed(self) -> bool:
        return self.page.progress.completed(self.lesson.pk)

    @property
    def preview_seconds(self) -> int | None:
        """The preview, where it is all that the visitor gets."""
        return self.lesson.preview if self.shown == Shown.PREVIEW else None

    @property
    def seconds_left(self) -> int:
        """What of the lesson follows its preview."""
        return max(0, self.lesson.seconds - (self.preview_seconds or 0))

    @property
    def pages_left(self) -> int:
        return max(0, self.lesson.pages - (self.preview_seconds or 0))

    @cached_property
    def pages(self) -> Sequence[Page]:
        """What of a document its visitor gets."""
        if self.lesson.asset_id is None or self.shown == Shown.NOTHING:
            return ()
        return pages_of(self.lesson.asset_id)[: self.preview_seconds]

    @cached_property
    def exercise(self) -> Exercise | None:
        """Courseware, for whom the whole of it is open, with how they stand in it."""
        if self.lesson.kind != Lesson.Kind.EXERCISE or self.shown != Shown.WHOLE or self.media != "ready":
            return None
        asset_id, user_id = self.lesson.asset_id, self.page.buyer_id if self.keeps_progress else None
        return exercise_of(lesson_id=self.lesson.pk, asset_id=asset_id, user_id=user_id) if asset_id else None

    @property
    def neighbours(self) -> tuple[ShelfLesson | None, ShelfLesson | None]:
        return self.course.beside(self.lesson.pk)

    @property
    def media(self) -> str:
        """``ready``, ``waiting`` while it is being packaged, ``failed``; empty for an article and for what is live."""
        if self.lesson.kind in {Lesson.Kind.ARTICLE, *Lesson.PLANNED}:
            return ""
        if self.lesson.being_bound:
            return "waiting" if self.is_on_its_way else "failed"
        if self.lesson.asset_state in {None, Asset.State.FAILED}:
            return "failed"
        return "ready" if self.lesson.asset_state == Asset.State.READY else "waiting"

    @cached_property
    def is_on_its_way(self) -> bool:
        return catalog.binding_is_asked(self.lesson.pk)

    @property
    def html(self) -> str:
        return render(with_links(without_title(self.text, self.lesson.title), self.course))


def lesson_page(lesson_id: int, user: Person) -> LessonPage:
    course = course_with_lesson(lesson_id)
    lesson, page = course.lesson(lesson_id), page_of(course, user)
    right = right_of(user, owned=page.opens(lesson.pk), free=lesson.free, on_sale=page.product.on_sale)
    shown = shown_by(right, lesson)
    whole = shown == Shown.WHOLE
    return LessonPage(
        lesson=lesson,
        page=page,
        right=right,
        shown=shown,
        text=lesson.body if whole else lesson.open_part if shown == Shown.PREVIEW else "",
        files=list(catalog.attachments_of(lesson.pk)) if lesson.files else [],
    )


def shown_by(right: Right, lesson: ShelfLesson) -> Shown:
    if right != Right.NONE:
        return Shown.WHOLE
    return Shown.PREVIEW if lesson.tastes else Shown.NOTHING
