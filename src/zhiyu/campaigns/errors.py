from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class CampaignStateError(DomainError):
    code = "campaign_state"
    message = _("这个活动现在不能这样改，请刷新后再看。")


class CampaignBegun(DomainError):
    code = "campaign_begun"
    message = _("已经开始的阶段不能再改时间；还没开始的可以。")
