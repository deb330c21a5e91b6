"""What an operation may answer besides its success, written into the schema once for all of them."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

WRITES: Final = {"post", "put", "patch", "delete"}
PROBLEM: Final = {
    "title": "Problem",
    "description": "RFC 9457. ``code`` is stable; ``detail`` is for people; more fields come with some codes.",
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"where": {"type": "string"}, "what": {"type": "string"}},
                "required": ["where", "what"],
            },
        },
        "retry_after": {"type": "integer"},
    },
    "required": ["type", "title", "status", "code", "detail"],
}
MEANINGS: Final = {
    400: "Unreadable",
    401: "Not logged in",
    403: "Not allowed",
    404: "Not found",
    409: "Not possible now",
    422: "Not valid",
    429: "Too often",
    502: "The outside did not answer",
    503: "Not connected",
}
# Operations that ask somebody outside while the caller waits.
OUTSIDE: Final = ("/auth/phone/code", "/auth/email/code", "/pay")


class DocumentedAPI(NinjaAPI):
    def get_openapi_schema(
        self,
        *,
        path_prefix: str | None = None,
        path_params: dict[str, Any] | None = None,  # noqa: ARG002 -- no address of ours has any
    ) -> OpenAPISchema:
        return self.written(path_prefix, get_language())

    @lru_cache(maxsize=4)  # noqa: B019 -- one API a process; anybody may ask for its schema, and to write it takes seconds
    def written(self, path_prefix: str | None, _language: str | None) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix)
        schema["components"]["schemas"]["Problem"] = PROBLEM
        schema["components"]["responses"] = {f"{status}": answer(status) for status in MEANINGS}
        open_to_all = {self.get_openapi_operation_id(one) for one in operations(self) if is_open(one)}
        for path, methods in schema["paths"].items():
            for method, described in methods.items():
                if described["operationId"] in open_to_all and "security" in described:
                    described["security"] = [{}, *described["security"]]
                for status in sorted(refusals(path, method, described)):
                    described["responses"].setdefault(status, {"$ref": f"#/components/responses/{status}"})
        return schema


def operations(api: NinjaAPI) -> Iterator[Operation]:
    for _prefix, router in api._routers:  # noqa: SLF001 -- ninja offers no list of its operations
        for view in router.path_operations.values():
            yield from view.operations


def is_open(operation: Operation) -> bool:
    return any(getattr(guard, "anyone", False) for guard in operation.auth_callbacks)


def refusals(path: str, method: str, described: dict[str, Any]) -> set[int]:
    found = {400}
    if "security" in described:
        found |= {401, 403}
    if "{" in path:
        found |= {404, 403, 409}
    if method in WRITES:
        found |= {403, 404, 409, 422}
    if described.get("parameters"):
        found.add(422)
    if "/auth/" in path:
        found.add(429)
    if path.endswith(OUTSIDE):
        found |= {502, 503}
    return found


def answer(status: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": MEANINGS[status], "content": content}
