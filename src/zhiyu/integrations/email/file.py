"""Mail that leaves no machine: it is written to ``mail.jsonl`` in the home."""

from zhiyu.kernel import outbox

FILE = "mail.jsonl"


class FileSender:
    def send(self, *, to: str, subject: str, text: str) -> None:
        outbox.append(FILE, {"to": to, "subject": subject, "text": text})

    def last_text(self, to: str) -> str:
        sent = (one for one in reversed(outbox.messages(FILE)) if one["to"] == to)
        return next((str(one["text"]) for one in sent), "")

    def place(self) -> str:
        return str(outbox.path_of(FILE))
