"""What records keep about a person: what was signed for them, with the name they gave."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiyu.accounts.belongings import Belonging
from zhiyu.records.models import Record
from zhiyu.records.queries import records_of


def lost(user_id: int) -> Sequence[str]:
    return [_("学习证明：以后打开核对地址会查不到，先下载文件")] if Record.objects.filter(user=user_id).exists() else []


def export(user_id: int) -> list[dict[str, Any]]:
    return [{"record": one.said, "signature": one.row.signature} for one in records_of(user_id)]


def forget(user_id: int) -> None:
    Record.objects.filter(user=user_id).delete()


RECORDS = Belonging(key="records", export=export, lost=lost, forget=forget)
