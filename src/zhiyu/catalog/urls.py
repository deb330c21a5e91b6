from django.urls import path

from zhiyu.catalog.views import categories, courses, files, lessons, outline, publishing

app_name = "catalog"
urlpatterns = [
    path("studio/courses", courses.course_list, name="courses"),
    path("studio/courses/new", courses.course_new, name="course_new"),
    path("studio/courses/new/proposal", courses.outline_proposal, name="outline_proposal"),
    path("studio/courses/categories", categories.category_list, name="categories"),
    path("studio/courses/categories/<int:category_id>", categories.category_edit, name="category_edit"),
    path("studio/courses/<int:course_id>", outline.course_edit, name="course_edit"),
    path("studio/courses/<int:course_id>/chapters", outline.chapter_add, name="chapter_add"),
    path("studio/courses/<int:course_id>/files", outline.lesson_from_file, name="lesson_from_file"),
    path("studio/courses/<int:course_id>/intro", courses.course_intro, name="course_intro"),
    path("studio/courses/<int:course_id>/price", courses.course_price, name="course_price"),
    path("studio/courses/<int:course_id>/refund-rule", courses.refund_rule, name="refund_rule"),
    path("studio/courses/<int:course_id>/publish", publishing.course_publish, name="course_publish"),
    path("studio/courses/<int:course_id>/unpublish", publishing.course_unpublish, name="course_unpublish"),
    path("studio/courses/<int:course_id>/preview", publishing.course_preview, name="course_preview"),
    path("studio/courses/<int:course_id>/qr.<str:form>", publishing.course_qr, name="course_qr"),
    path("studio/chapters/<int:chapter_id>/rename", outline.chapter_rename, name="chapter_rename"),
    path("studio/chapters/<int:chapter_id>/move", outline.chapter_move, name="chapter_move"),
    path("studio/chapters/<int:chapter_id>/remove", outline.chapter_remove, name="chapter_remove"),
    path("studio/chapters/<int:chapter_id>/lessons", outline.lesson_add, name="lesson_add"),
    path("studio/lessons/preview", lessons.body_preview, name="body_preview"),
    path("studio/lessons/<int:lesson_id>", lessons.lesson_edit, name="lesson_edit"),
    path("studio/lessons/<int:lesson_id>/move", outline.lesson_move, name="lesson_move"),
    path("studio/lessons/<int:lesson_id>/shift", outline.lesson_shift, name="lesson_shift"),
    path("studio/lessons/<int:lesson_id>/remove", outline.lesson_remove, name="lesson_remove"),
    path("studio/lessons/<int:lesson_id>/state", files.lesson_state, name="lesson_state"),
    path("studio/lessons/<int:lesson_id>/media", files.lesson_media, name="lesson_media"),
    path("studio/lessons/<int:lesson_id>/attachments", files.attachments, name="attachments"),
    path("studio/attachments/<int:attachment_id>/remove", files.attachment_remove, name="attachment_remove"),
]
