from typing import Any

from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson
from zhiyu.learning.actions import mark_complete
from zhiyu.records import queries
from zhiyu.records.actions import issue_record


def recorded(learner: User, course: Course) -> dict[str, Any]:
    """The number of a record of one article that was read."""
    article = Lesson.objects.filter(chapter__course=course, kind="article", free=False).first()
    assert article
    mark_complete(user_id=learner.pk, lesson_id=article.pk)
    day, code = queries.today(), course.product.code
    one = issue_record(user_id=learner.pk, course=code, name="林晓", since=day, until=day, actor_id=learner.pk)
    return {"record_number": one.number}
