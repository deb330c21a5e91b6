"""What an export says about itself, in Chinese and English."""

from collections.abc import Mapping, Sequence

TEXT = """# {school}

{at} 从知域导出。这里是整个学堂,都是打开就能看的文件,离开知域也能用。

- `courses/<地址>/` 每门课一个文件夹:`course.toml` 是设置,Markdown 是正文,音视频、图片、附件都是原文件。
  `zhiyu import courses/<地址>` 能原样建回这门课 (草稿,检查后上架)。
- `files/` 没有用在任何课里的上传文件。
- `data/` 学员、订单、付款、退款、消息、权限、进度、账本,每张表有 `.csv` (用表格软件打开) 和 `.json`。
  金额以 `_fen` 结尾,单位是分;时间带时区。CSV 里以 = + - @ 开头的内容前面加了 ',免得被当成公式运行。
- `school.json` 学堂资料。

里面有学员的手机号和姓名,请妥善保管。要整个搬到另一台机器并接着运行,请用 `zhiyu backup` 和 `zhiyu restore`。

---

Exported from Zhiyu at {at}. This is the whole school in open files that need no Zhiyu to be read.

- `courses/<address>/` one folder a course: `course.toml` holds its settings, Markdown its texts; audio, video, pictures
  and attachments are the originals. `zhiyu import courses/<address>` makes the same course again, as a draft.
- `files/` uploads that no course uses.
- `data/` people, orders, payments, refunds, messages, grants, progress, the ledger: each as `.csv` (for spreadsheets,
  with a BOM) and as `.json`. Amounts end in `_fen` (1/100 yuan); times carry their zone. A CSV cell that begins with
  = + - @ has a ' in front, so that no spreadsheet runs it.
- `school.json` the school's public face.

It holds phone numbers and names: keep it safe. To move a school and go on running it, use `zhiyu backup` and
`zhiyu restore`.

## 行数 Rows

{rows}
{notes}"""


def text(*, school: str, at: str, rows: Mapping[str, int], notes: Sequence[str]) -> str:
    listed = "\n".join(f"- {name}: {count}" for name, count in rows.items())
    told = "\n## 注意 Notes\n\n" + "\n".join(f"- {note}" for note in notes) + "\n" if notes else ""
    return TEXT.format(school=school, at=at, rows=listed, notes=told)
