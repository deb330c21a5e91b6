"""Writing the little TOML that a course folder needs; the standard library only reads it."""

import json
from collections.abc import Mapping
from typing import Any


def value(of: Any) -> str:
    """JSON's strings are TOML's, but for DEL; tables stand inline."""
    if isinstance(of, bool):
        return "true" if of else "false"
    if isinstance(of, list):
        return f"[{', '.join(map(value, of))}]"
    if isinstance(of, dict):
        return f"{{{', '.join(f'{key} = {value(one)}' for key, one in of.items())}}}"
    return str(of) if isinstance(of, int) else json.dumps(of, ensure_ascii=False).replace("\x7f", "\\u007f")


def table(name: str, fields: Mapping[str, Any]) -> str:
    """A table without what is None; with an empty name the top of the file."""
    lines = [f"{key} = {value(one)}" for key, one in fields.items() if one is not None]
    return "\n".join([*([f"\n[{name}]"] if name else []), *lines]) + "\n"
