from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import NotFound


class NoTips(NotFound):
    message = _("这里没有开放打赏。")
