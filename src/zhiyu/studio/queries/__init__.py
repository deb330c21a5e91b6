from zhiyu.studio.queries.access_log import access_log
from zhiyu.studio.queries.channels import payment_channels
from zhiyu.studio.queries.evidence import evidence_of
from zhiyu.studio.queries.finding import Hits, find
from zhiyu.studio.queries.home import first_steps, moves_of, things_to_do, today, week
from zhiyu.studio.queries.leak_evidence import leak_evidence
from zhiyu.studio.queries.learners import LearnerRow, count_learners, learner_rows, learners, memberships_of
from zhiyu.studio.queries.members import Group, GroupMember, group_members, member_rows
from zhiyu.studio.queries.pricing import lab
from zhiyu.studio.queries.risks import play_rows, plays_of, reviewed_at, risks
from zhiyu.studio.queries.tiers import Step, product_of, step, steps, tiers, walkers
from zhiyu.studio.queries.wellbeing import (
    access_lines,
    audit_lines,
    failed_uploads,
    latest_changes,
    words_of_job,
)

__all__ = [
    "Group",
    "GroupMember",
    "Hits",
    "LearnerRow",
    "Step",
    "access_lines",
    "access_log",
    "audit_lines",
    "count_learners",
    "evidence_of",
    "failed_uploads",
    "find",
    "first_steps",
    "group_members",
    "lab",
    "latest_changes",
    "leak_evidence",
    "learner_rows",
    "learners",
    "member_rows",
    "memberships_of",
    "moves_of",
    "payment_channels",
    "play_rows",
    "plays_of",
    "product_of",
    "reviewed_at",
    "risks",
    "step",
    "steps",
    "things_to_do",
    "tiers",
    "today",
    "walkers",
    "week",
    "words_of_job",
]
