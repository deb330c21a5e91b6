from zhiyu.campaigns.actions.changing import MOST_PHASES, CampaignTerms, PhaseTerms, edit_campaign, move_campaign
from zhiyu.campaigns.actions.planning import add_offer, discard_campaign, plan_campaign, remove_offer, require_day
from zhiyu.campaigns.actions.running import publish_campaign, stop_campaign

__all__ = [
    "MOST_PHASES",
    "CampaignTerms",
    "PhaseTerms",
    "add_offer",
    "discard_campaign",
    "edit_campaign",
    "move_campaign",
    "plan_campaign",
    "publish_campaign",
    "remove_offer",
    "require_day",
    "stop_campaign",
]
