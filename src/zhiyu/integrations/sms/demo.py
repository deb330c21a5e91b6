"""Messages that leave no machine: one JSON object a line in ``ZHIYU_HOME/sms.jsonl``."""

import json
import os
from pathlib import Path

from zhiyu.kernel.clock import now
from zhiyu.kernel.home import home


class DemoSender:
    @property
    def path(self) -> Path:
        return home() / "sms.jsonl"

    def send(self, *, phone: str, text: str, code: str) -> None:
        line = {"phone": phone, "text": text, "code": code, "at": now().isoformat()}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # One write to an O_APPEND file: two senders never mix their lines, a reader never sees half of one.
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, (json.dumps(line, ensure_ascii=False) + "\n").encode())
        finally:
            os.close(descriptor)

    def last_text(self, phone: str) -> str:
        if not self.path.exists():
            return ""
        lines = self.path.read_text(encoding="utf-8").split("\n")[:-1]
        sent = (json.loads(line) for line in reversed(lines))
        return next((str(one["text"]) for one in sent if one["phone"] == phone), "")
