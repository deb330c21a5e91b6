"""The files of a package, each in a sandbox without an origin (docs/adr/0025)."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.templatetags.static import static
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from zhiyu.courseware import passes
from zhiyu.kernel import problems
from zhiyu.kernel.errors import DomainError, NotFound
from zhiyu.media import files
from zhiyu.media.downloads import ranged
from zhiyu.media.exercises.manifest import SCORM12, SCORM2004
from zhiyu.media.exercises.serving import PAGE, mime_of, with_script
from zhiyu.media.queries import courseware_file, courseware_of

LARGEST_PAGE = 16 * 1024 * 1024
SANDBOX = "sandbox allow-scripts allow-forms allow-modals"
RUNTIME = "courseware/sandbox/runtime.js"
LIBRARIES = {SCORM12: "courseware/sandbox/scorm12.min.js", SCORM2004: "courseware/sandbox/scorm2004.min.js"}


@require_safe
@xframe_options_exempt
def file(request: HttpRequest, ticket: str, name: str) -> HttpResponseBase:
    """What a package's page fetches, so that a refusal is JSON and never a page of ours."""
    try:
        return fetched(request, ticket, name)
    except DomainError as error:
        body = problems.document(status=error.status, code=error.code, detail=str(error), extra=error.extra)
        refusal = HttpResponse(body, status=error.status, content_type=problems.CONTENT_TYPE)
        refusal.headers["Cache-Control"] = "no-store"
        return refusal


def fetched(request: HttpRequest, ticket: str, name: str) -> HttpResponseBase:
    found = passes.admit(request, ticket)
    path, mime = courseware_file(found.asset_id, name), mime_of(name)
    if not path.is_file():
        raise NotFound
    ours: list[str] = []
    if mime == PAGE and path.stat().st_size <= LARGEST_PAGE:
        ours = scripts_for(request, found.asset_id)
        tags = "".join(f'<script src="{address}"></script>' for address in ours)
        response: HttpResponseBase = HttpResponse(with_script(path.read_bytes(), tags), content_type=mime)
        response.headers["Cache-Control"] = "private, no-store"
    else:
        response = sent(request, path.relative_to(files.media_dir()).as_posix(), mime)
        response.headers["Cache-Control"] = f"private, max-age={passes.LIFE}"
    return guarded(response, request.build_absolute_uri(passes.folder_of(ticket)), ours)


def scripts_for(request: HttpRequest, asset_id: UUID) -> list[str]:
    library = LIBRARIES.get(courseware_of(asset_id).standard)
    return [request.build_absolute_uri(static(name)) for name in (library, RUNTIME) if name]


def sent(request: HttpRequest, inside: str, mime: str) -> HttpResponseBase:
    """By nginx only what is large and can do nothing: it drops the headers that hold all others."""
    if settings.X_ACCEL and mime.startswith(("audio/", "video/")):
        return HttpResponse(content_type=mime, headers={"X-Accel-Redirect": f"{settings.X_ACCEL}{inside}"})
    return ranged(files.media_dir() / inside, mime, asked=request.headers.get("Range", ""), headers={})


def guarded(response: HttpResponseBase, folder: str, scripts: list[str]) -> HttpResponseBase:
    """Nothing but this ticket's own files can be asked for, and none of it is of our origin.

    A page of an opaque origin is foreign to its own files: modules and fonts are shared with ``null``, pictures
    and scripts with whoever has the address. ``frame-ancestors`` would shut out the frames of a frameset, whose
    frames have no origin that could be named; a foreign page gets nothing by framing it.
    """
    own = f"{folder} data: blob: 'unsafe-inline' 'unsafe-eval'"
    rules = [SANDBOX, f"default-src {own}", f"script-src {' '.join([own, *scripts])}", "form-action 'none'"]
    response.headers["Content-Security-Policy"] = "; ".join([*rules, "base-uri 'none'", "object-src 'none'"])
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Access-Control-Allow-Origin"] = "null"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
