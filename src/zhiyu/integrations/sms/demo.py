"""Text messages that leave no machine: codes are written to ``sms.jsonl`` in the home, notices to ``notices.jsonl``."""

from collections.abc import Mapping

from zhiyu.kernel import outbox

FILE = "sms.jsonl"
# Of their own: whoever waits for a code reads the last line of the other.
NOTICES = "notices.jsonl"


class DemoSender:
    approved_only = False

    def send(self, *, phone: str, text: str, code: str) -> None:
        outbox.append(FILE, {"phone": phone, "text": text, "code": code})

    def placeholder(self, name: str, place: int) -> str:
        del place
        return f"${{{name}}}"

    def notice(self, *, phone: str, text: str, number: str, facts: Mapping[str, str]) -> None:
        del number, facts
        outbox.append(NOTICES, {"phone": phone, "text": text})

    def last_text(self, phone: str) -> str:
        sent = (one for one in reversed(outbox.messages(FILE)) if one["phone"] == phone)
        return next((str(one["text"]) for one in sent), "")

    def place(self) -> str:
        return str(outbox.path_of(FILE))
