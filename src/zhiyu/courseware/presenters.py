"""How scores are said to a sheet."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from zhiyu.courseware.queries import Board, Result
from zhiyu.kernel.sheets import Cell


def sheet_rows(board: Board, results: Iterable[Result]) -> Iterator[list[Cell]]:
    parts = [_("做完的部分"), _("共几部分")]
    yield [_("学员"), _("手机"), _("最好成绩（百分）"), *parts, _("用时（秒）"), _("做了几遍"), _("最近一次")]
    for one in results:
        phone = one.user.masked_phone
        yield [one.user.name, phone, one.percent, one.done, board.parts, one.seconds, one.rounds, one.at]
