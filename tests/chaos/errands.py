"""What people do at the school while its parts are being killed. Each errand ends only when it is done."""

import hashlib
import random
import subprocess
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.people import PATIENCE, Broken, Person, log_in
from tests.chaos.playing import play_through
from tests.chaos.school import School
from tests.command.running import ZHIYU, wait

PIECE = 256 * 1024
BREATH = 0.1
CONFLICT = 409


@dataclass
class Facts:
    """What must be true of the school by now, by what its people did and were told."""

    orders: dict[str, str] = field(default_factory=dict)
    uploads: dict[str, str] = field(default_factory=dict)
    lessons: dict[int, int] = field(default_factory=dict)
    courses: dict[str, bool] = field(default_factory=dict)


@dataclass(kw_only=True)
class Errands:
    school: School
    operator: Person
    shopper: Person
    course_id: int
    film: Path
    film_seconds: float
    facts: Facts = field(default_factory=Facts)
    may_begin: threading.Event = field(default_factory=threading.Event)
    importing: subprocess.Popen[str] | None = None

    def of_round(self, number: int, rng: random.Random) -> list[Callable[[], None]]:
        """A purchase, a refund, a change of mind, an upload with its packaging, and an import, all at once."""
        patient = rng.random() < 0.2
        film = with_noise(self.film, rng, into=self.school.home / "material" / f"film-{number}.mp4")
        return [
            lambda: self.buys(hurried=not patient),
            lambda: self.buys_and_returns(hurried=not patient),
            lambda: self.uploads(film),
            lambda: self.imports(f"chaos-{number}", film, insists=rng.random() < 0.7),
        ]

    # --- money ---------------------------------------------------------------------------------------------------

    def order(self, person: Person, slug: str) -> tuple[str, str]:
        course = person.get(f"/courses/{slug}")
        body = {
            "lines": [{"product": slug}],
            "shown_total_fen": course["quote"]["total_fen"],
            "accepted": [one["id"] for one in course["quote"]["terms"]],
        }
        no = person.once("/orders", body)["no"]
        started = person.once(f"/orders/{no}/pay", {"method": "native"})
        return no, started["out_trade_no"]

    def buys(self, *, hurried: bool) -> None:
        """Somebody new buys one course, and orders another without paying."""
        with log_in(self.school.url, self.school.home / "sms.jsonl") as person:
            no, out_trade_no = self.order(person, "phone-family-photos")
            self.pays(person, no, out_trade_no, hurried=hurried)
            self.facts.orders[no] = "paid"
            unpaid, _number = self.order(person, "calm-before-sleep")
            self.facts.orders[unpaid] = "pending"

    def buys_and_returns(self, *, hurried: bool) -> None:
        no, out_trade_no = self.order(self.shopper, "phone-family-photos")
        self.pays(self.shopper, no, out_trade_no, hurried=hurried)
        self.shopper.once(f"/orders/{no}/refunds", {"reason": "bought_by_mistake"})
        self.until(self.shopper, no, "refunded", nudge=lambda: None)
        self.facts.orders[no] = "refunded"

    def pays(self, person: Person, no: str, out_trade_no: str, *, hurried: bool) -> None:
        """A hurried round has the notification told again, where WeChat would take a quarter of a minute."""
        simulator = self.school.simulator
        body = {"out_trade_no": out_trade_no}
        simulator.need("POST", "/_sim/pay", body, expect=(200, CONFLICT))
        nudge = (lambda: simulator.ask("POST", "/_sim/renotify", body)) if hurried else (lambda: None)
        self.until(person, no, "paid", nudge=nudge)

    def until(self, person: Person, no: str, status: str, *, nudge: Callable[[], object]) -> None:
        # A notification that died with the simulator is asked after by the product within three minutes.
        end = time.monotonic() + PATIENCE + 180
        for attempt in range(10_000):
            found = person.get(f"/orders/{no}")["status"]
            if found == status:
                return
            if time.monotonic() > end:
                raise Broken("what was paid arrives", f"order {no} is {found}, not {status}")
            if attempt % 8 == 7:
                nudge()
            time.sleep(0.25)

    # --- media ---------------------------------------------------------------------------------------------------

    def uploads(self, film: Path) -> None:
        """Piece by piece, going on from where the server says it is; then a lesson that plays."""
        asset = self.uploaded(film)
        self.facts.uploads[asset] = sha256(film)
        made = self.operator.need(
            "POST", f"/studio/courses/{self.course_id}/files", data={"name": film.name, "kind": "video"}
        )
        self.operator.need("POST", made["media"], data={"asset": asset}, headers={"HX-Request": "true"})
        self.facts.lessons[made["lesson"]] = int(self.film_seconds)
        wait("packaged", lambda: self.packaged(asset), seconds=PATIENCE)
        play_through(self.operator, made["lesson"], seconds=self.film_seconds)

    def uploaded(self, film: Path) -> str:
        content = film.read_bytes()
        tus = {"Tus-Resumable": "1.0.0"}
        named = f"filename {b64encode(film.name.encode()).decode()}"
        begun = self.operator.ask(
            "POST", "/media/uploads", headers={**tus, "Upload-Length": str(len(content)), "Upload-Metadata": named}
        )
        place, safe = begun.headers["Location"], 0
        while True:
            found = self.operator.ask("HEAD", place, headers=tus)
            if asset := found.headers.get("Zhiyu-Asset"):
                return str(asset)
            offset = int(found.headers["Upload-Offset"])
            if offset < safe:
                raise Broken("uploads go on from their offset", f"{place}: {safe} were safe, now {offset}")
            safe = self.sent(place, content, offset)

    def sent(self, place: str, content: bytes, offset: int) -> int:
        """Pieces until one is not taken; answers how many bytes the server said it has."""
        headers = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
        while offset < len(content):
            piece = content[offset : offset + PIECE]
            answer = self.operator.ask("PATCH", place, content=piece, headers={**headers, "Upload-Offset": str(offset)})
            if answer.status_code == CONFLICT:
                return offset
            if not answer.is_success:
                raise Broken("uploads go on from their offset", f"{answer.status_code} {answer.text[:300]}")
            offset = int(answer.headers["Upload-Offset"])
            time.sleep(BREATH)
        return offset

    def packaged(self, asset: str) -> bool:
        state = self.operator.need("GET", f"/media/assets/{asset}/state")
        if state["state"] == "failed":
            raise Broken("what is whole is packaged", state)
        return bool(state["state"] == "ready")

    # --- import --------------------------------------------------------------------------------------------------

    def imports(self, slug: str, film: Path, *, insists: bool) -> None:
        """By the command; who insists runs it again until it is there, who does not takes either outcome."""
        folder = course_folder(self.school.home / "material" / slug, slug=slug, film=film)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.may_begin.wait(PATIENCE)
            code, said = self.imported(folder)
            if code == 0 or "这门课已经有了" in said:
                self.facts.courses[slug] = True
                return
            if not insists:
                self.facts.courses[slug] = False
                return
            time.sleep(PATIENCE / 180)
        raise Broken("an import comes to an end", said[-800:])

    def imported(self, folder: Path) -> tuple[int, str]:
        self.importing = command = subprocess.Popen(  # noqa: S603
            [*ZHIYU, "import", str(folder)],
            env=self.school.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said, _nothing = command.communicate(timeout=PATIENCE)
        return command.returncode, said


def with_noise(film: Path, rng: random.Random, *, into: Path) -> Path:
    """The same film as another file: a box that players skip, full of what nobody else has."""
    noise = rng.randbytes(700_000)
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_bytes(film.read_bytes() + (len(noise) + 8).to_bytes(4, "big") + b"free" + noise)
    return into


def course_folder(folder: Path, *, slug: str, film: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "course.toml").write_text(f'slug = "{slug}"\ntitle = "{slug}"\n')
    (folder / "01-先读.md").write_text(f"# 先读\n\n{slug}\n")
    (folder / f"02-{slug}.mp4").hardlink_to(film)
    (folder / f"02-{slug}.txt").write_text(f"{slug}\n" * 100)
    return folder


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
