from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from zhiyu.access import actions
from zhiyu.media.gate import file_response


@require_safe
def lesson_file(request: HttpRequest, lesson_id: int, attachment_id: int) -> FileResponse:
    """Download a lesson's attachment under its own title, with the extension of what it is."""
    attachment = actions.open_file(user=request.user, lesson_id=lesson_id, attachment_id=attachment_id)
    return file_response(attachment.asset, attachment.title)
