"""What is handed out, byte by byte."""

import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from zhiyu.command.main import main
from zhiyu.records.papers import Verdict, canonical, check, paper, signed

PRIVATE = bytes(range(32))
PUBLIC = Ed25519PrivateKey.from_private_bytes(PRIVATE).public_key().public_bytes_raw().hex()
NAME = hashlib.sha256(bytes.fromhex(PUBLIC)).hexdigest()[:16]
KEYS = {NAME: PUBLIC}
RECORD = {
    "form": "zhiyu-learning-record/1",
    "number": "ABCDEFGHJKMNPQRS",
    "name": "张小明",
    "course": "安全生产 “15 学时”\n\\",
    "school": "学堂",
    "from": "2026-01-01",
    "to": "2026-11-29",
    "issued_at": "2026-11-29T01:02:03Z",
    "lessons": [{"title": "一", "completed_on": None, "kind": "video", "pace": 1, "proven_seconds": 59}],
    "lessons_completed": 0,
    "proven_seconds": 59,
    "key": NAME,
}
FILE = paper(RECORD, public=PUBLIC, signature=signed(RECORD, PRIVATE))


def test_a_file_as_it_was_handed_out_is_genuine() -> None:
    assert check(FILE, KEYS).verdict == Verdict.GENUINE
    assert check(FILE, KEYS).record == RECORD


def test_no_byte_can_be_changed_taken_out_or_put_in() -> None:
    for at in range(len(FILE)):
        for bit in (0, 5):
            assert check(FILE[:at] + bytes([FILE[at] ^ 1 << bit]) + FILE[at + 1 :], KEYS).verdict != Verdict.GENUINE
        assert check(FILE[:at] + FILE[at + 1 :], KEYS).verdict != Verdict.GENUINE
        assert check(FILE[:at] + b" " + FILE[at:], KEYS).verdict != Verdict.GENUINE
    assert check(FILE + b"\n", KEYS).verdict == Verdict.ALTERED


@given(st.integers(0, len(FILE) - 1), st.binary(min_size=1, max_size=3))
def test_other_bytes_in_any_place_are_found(at: int, bytes_: bytes) -> None:
    changed = FILE[:at] + bytes_ + FILE[at + len(bytes_) :]
    assert (check(changed, KEYS).verdict == Verdict.GENUINE) == (changed == FILE)


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"null", b"\xff", b'{"record": 1, "signature": 2}', b"[" * 100_000, b'{"record":{"form":1}}'],
)
def test_what_is_no_record_is_called_so(data: bytes) -> None:
    assert check(data, KEYS).verdict == Verdict.NO_RECORD


@pytest.mark.parametrize("key", [NAME, "of nobody"])
@pytest.mark.parametrize("bad", ['"\\ud800"', "NaN", "1e999", "[" * 400 + "]" * 400])
@pytest.mark.parametrize("place", ["key", "name", "value", "public_key"])
def test_what_no_school_can_have_written_is_never_genuine(place: str, bad: str, key: str) -> None:
    whole = json.loads(FILE)
    whole["record"]["key"] = key
    part = whole["record"] if place in whole["record"] else whole["signature"]
    part[place] = "HERE"
    found = check(json.dumps(whole).replace('"HERE"', bad).encode(), KEYS)
    assert found.verdict in {Verdict.ALTERED, Verdict.UNKNOWN_KEY}
    assert canonical(found.record)
    assert found.key.encode() is not None


def test_a_file_that_brings_its_own_key_is_not_believed() -> None:
    private = bytes(32)
    public = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw().hex()
    forged = paper(RECORD, public=public, signature=signed(RECORD, private))
    assert check(forged, KEYS).verdict == Verdict.ALTERED
    other = RECORD | {"key": hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16]}
    assert check(paper(other, public=public, signature=signed(other, private)), KEYS).verdict == Verdict.UNKNOWN_KEY


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.text() | st.integers() | st.none()))
def test_canonical_form_reads_back_to_itself(value: dict[str, object]) -> None:
    try:
        form = canonical(value)
    except UnicodeEncodeError:  # half a surrogate pair is no text
        return
    assert canonical(json.loads(form)) == form
    assert json.loads(form) == value


def test_the_command_needs_no_school(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys, good, bad = tmp_path / "keys.json", tmp_path / "good.json", tmp_path / "bad.json"
    keys.write_text(json.dumps({"keys": [{"name": NAME, "public_key": PUBLIC}]}))
    good.write_bytes(FILE)
    bad.write_bytes(FILE.replace("张小明".encode(), "张小亮".encode()))

    assert main(["record", "verify", str(good), "--keys", str(keys)]) == 0
    assert "真的" in capsys.readouterr().out
    assert main(["record", "verify", str(bad), "--keys", str(keys), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "altered"
    for wrong in ('"\\ud800"', "NaN"):
        bad.write_bytes(FILE.replace('"张小明"'.encode(), wrong.encode()))
        assert main(["record", "verify", str(bad), "--keys", str(keys), "--json"]) == 1
        assert json.loads(capsys.readouterr().out)["verdict"] == "altered"
    with pytest.raises(SystemExit):
        main(["record", "verify", str(tmp_path / "none"), "--keys", str(keys)])
