"""The tus 1.0.0 protocol: creation, termination, checksum. Each upload belongs to who began it."""

import binascii
from base64 import b64decode
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, UnreadablePostError
from django.urls import reverse

from zhiyu.accounts.errors import FactorMissing, LoginRequired, ProofNeeded
from zhiyu.accounts.http import UserRequest, has_moved, lacks_factor, require
from zhiyu.media import actions
from zhiyu.media.actions.store import KEPT, PLAYED
from zhiyu.media.errors import TusVersion, UploadInvalid, UploadTooLarge, WrongContentType
from zhiyu.media.models import Asset, Upload
from zhiyu.media.views.problems import answers_problems

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,checksum"
DIGESTS = ("sha1", "sha256")
CHUNK = 1024 * 1024
MAX_REQUEST = 32 * 1024 * 1024
P = ParamSpec("P")
log = structlog.get_logger(__name__)


def for_creators(
    view: Callable[Concatenate[UserRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Staff who edit the catalogue, speaking tus 1.0.0."""

    @wraps(view)
    @answers_problems
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            raise LoginRequired
        require(cast("UserRequest", request).user, "catalog.edit")
        if lacks_factor(cast("UserRequest", request).user):
            raise FactorMissing
        if has_moved(request):
            raise ProofNeeded
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            raise TusVersion
        return view(cast("UserRequest", request), *args, **kwargs)

    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = guarded(request, *args, **kwargs)
        response.headers["Tus-Resumable"] = VERSION
        if response.status_code == TusVersion.status:
            response.headers["Tus-Version"] = VERSION
        response.headers["Cache-Control"] = "no-store"
        return response

    return answered


@for_creators
def uploads(request: UserRequest) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(
            status=204,
            headers={
                "Tus-Version": VERSION,
                "Tus-Extension": EXTENSIONS,
                "Tus-Max-Size": str(settings.MEDIA_MAX_UPLOAD),
                "Tus-Checksum-Algorithm": ",".join(DIGESTS),
            },
        )
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST", "OPTIONS"])
    said = metadata(request.headers.get("Upload-Metadata", ""))
    expect = said.get("expect", "")
    if expect and expect not in {*Asset.Kind.values, PLAYED, KEPT}:
        raise UploadInvalid
    upload = actions.begin_upload(
        owner_id=request.user.pk,
        name=said.get("filename", "") or "upload",
        size=number(request, "Upload-Length"),
        mime=said.get("filetype", ""),
        expect=expect,
    )
    return HttpResponse(status=201, headers={"Location": reverse("media:upload", args=[upload.pk])})


@for_creators
def upload(request: UserRequest, upload_id: UUID) -> HttpResponse:
    answers = {"HEAD": look, "GET": look, "PATCH": patch, "DELETE": drop}
    answer = answers.get(request.method or "")
    return answer(request, upload_id) if answer else HttpResponseNotAllowed(list(answers))


def look(request: UserRequest, upload_id: UUID) -> HttpResponse:
    """Where to go on from. An upload that was killed after its last byte is completed now."""
    found = actions.settled(upload_id=upload_id, owner_id=request.user.pk)
    return progress(found, asset=actions.complete(upload_id=upload_id, owner_id=request.user.pk), status=200)


def patch(request: UserRequest, upload_id: UUID) -> HttpResponse:
    if request.content_type != "application/offset+octet-stream":
        raise WrongContentType
    if int(request.headers.get("Content-Length") or 0) > MAX_REQUEST:
        raise UploadTooLarge(extra={"most_per_request": MAX_REQUEST})
    found = actions.append(
        upload_id=upload_id,
        owner_id=request.user.pk,
        offset=number(request, "Upload-Offset"),
        chunks=body(request),
        checksum=checksum(request.headers.get("Upload-Checksum", "")),
    )
    return progress(found, asset=actions.complete(upload_id=upload_id, owner_id=request.user.pk), status=204)


def drop(request: UserRequest, upload_id: UUID) -> HttpResponse:
    actions.drop_upload(upload_id=upload_id, owner_id=request.user.pk)
    return HttpResponse(status=204)


def progress(found: Upload, *, asset: Asset | None, status: int) -> HttpResponse:
    """Beside tus: ``Zhiyu-Asset`` names what a whole upload became."""
    response = HttpResponse(status=status)
    response.headers["Upload-Offset"] = str(found.received)
    response.headers["Upload-Length"] = str(found.size)
    if asset is not None:
        response.headers["Zhiyu-Asset"] = str(asset.pk)
    return response


def body(request: HttpRequest) -> Iterator[bytes]:
    """As far as it comes: a line that breaks takes nothing back of what is here, and nobody is left to be told."""
    try:
        while chunk := request.read(CHUNK):
            yield chunk
    except UnreadablePostError:
        log.info("the line broke in the middle of an upload")


def number(request: HttpRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(2**63)) - 1:
        raise UploadInvalid
    return int(text)


def metadata(header: str) -> dict[str, str]:
    """``key base64,key base64``; values are UTF-8."""
    found = {}
    for pair in filter(None, header.split(",")):
        key, _space, value = pair.strip().partition(" ")
        found[key] = decoded(value).decode("utf-8", "replace")
        if "\0" in found[key]:
            raise UploadInvalid
    return found


def checksum(header: str) -> tuple[str, bytes] | None:
    if not header:
        return None
    algorithm, _space, value = header.partition(" ")
    if algorithm not in DIGESTS:
        raise UploadInvalid
    return algorithm, decoded(value)


def decoded(value: str) -> bytes:
    try:
        return b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise UploadInvalid from None
