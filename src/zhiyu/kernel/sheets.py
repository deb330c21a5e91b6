"""Tables that go out to a spreadsheet: as CSV, line by line, or as XLSX in constant memory."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO

from xlsxwriter import Workbook

from zhiyu.kernel.clock import SHANGHAI

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠")
# Tells a spreadsheet that the text is UTF-8.
MARK = "\ufeff"


@dataclass(frozen=True)
class Yuan:
    """An amount that is to be a number of yuan in the sheet."""

    fen: int

    def __str__(self) -> str:
        return f"{'-' if self.fen < 0 else ''}{abs(self.fen) // 100}.{abs(self.fen) % 100:02d}"


Cell = str | int | Yuan | datetime | None
Rows = Iterable[Sequence[Cell]]


def safe(cell: str) -> str:
    """A spreadsheet must read text as text: a cell that would begin a formula gets a quote in front."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def told(cell: Cell) -> str:
    if isinstance(cell, str):
        return safe(cell)
    if isinstance(cell, datetime):
        return f"{cell.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    return "" if cell is None else str(cell)


def csv_pieces(rows: Rows) -> Iterator[bytes]:
    yield MARK.encode()
    line = io.StringIO()
    writer = csv.writer(line)
    for row in rows:
        writer.writerow([told(cell) for cell in row])
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def xlsx(rows: Rows, *, name: str) -> IO[bytes]:
    """A file that is gone when it is closed. Text is written as text: nothing in it becomes a formula or a link."""
    made = TemporaryFile()  # noqa: SIM115 -- whoever sends it closes it
    book = Workbook(made, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(name)
    money, moment = book.add_format({"num_format": "0.00"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 40, 16)
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if isinstance(cell, Yuan):
                sheet.write_number(y, x, Decimal(cell.fen) / 100, money)
            elif isinstance(cell, datetime):
                sheet.write_datetime(y, x, cell.astimezone(SHANGHAI).replace(tzinfo=None), moment)
            elif isinstance(cell, int):
                sheet.write_number(y, x, cell)
            elif cell is not None:
                sheet.write_string(y, x, cell, bold if y == 0 else None)
    book.close()
    made.seek(0)
    return made
