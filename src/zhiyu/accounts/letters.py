"""What mails say, in the language of who gets them."""

from django.conf import settings
from django.utils.translation import gettext as _

from zhiyu.accounts.models import EmailCode, Notice
from zhiyu.accounts.presenters import notice_words
from zhiyu.platform import vault
from zhiyu.platform.school import school
from zhiyu.ui.wording import when


def code_letter(row: EmailCode, sealed: str) -> tuple[str, str]:
    code, name = vault.unseal(sealed), school().name
    subject = _("【%(school)s】验证码 %(code)s") % {"school": name, "code": code}
    text = _(
        "你好，\n\n你正在%(school)s%(purpose)s。\n\n验证码：%(code)s\n\n"
        "30 分钟内有效，请不要告诉任何人。如果不是你本人在操作，不用理会这封邮件。\n"
    ) % {"school": name, "purpose": row.get_purpose_display(), "code": code}
    return subject, text


def notice_letter(notice: Notice) -> tuple[str, str]:
    name = school().name
    subject = _("【%(school)s】%(what)s") % {"school": name, "what": notice.get_kind_display()}
    text = _(
        "你好，\n\n%(at)s：%(what)s。\n\n如果是你本人操作的，不用做什么。\n"
        "如果不是，请马上登录，在“我的设备”里让陌生的设备退出登录：\n%(link)s\n"
    ) % {"at": when(notice.at), "what": notice_words(notice), "link": f"{settings.PUBLIC_URL}/me/devices"}
    return subject, text
