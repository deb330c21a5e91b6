from zhiyu.studio.queries.home import first_steps, latest_orders, things_to_do, today, week
from zhiyu.studio.queries.learners import LearnerRow, learner_rows, learners
from zhiyu.studio.queries.wellbeing import audit_lines, failed_uploads, latest_changes, payment_settings

__all__ = [
    "LearnerRow",
    "audit_lines",
    "failed_uploads",
    "first_steps",
    "latest_changes",
    "latest_orders",
    "learner_rows",
    "learners",
    "payment_settings",
    "things_to_do",
    "today",
    "week",
]
