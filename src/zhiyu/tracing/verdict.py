"""What may be said of a copy: who, with what right, or that nobody is accused."""

import math
from dataclasses import dataclass

import numpy as np

from zhiyu.tracing.codes import Scores

FALSE_ACCUSATION = 1e-6
SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Suspect:
    """``p`` is the chance that one innocent account agrees so well; ``expected`` the same for any of all accounts."""

    account: int
    agreeing: int
    score: float
    p: float
    expected: float

    @property
    def accused(self) -> bool:
        return self.expected < FALSE_ACCUSATION


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The best ``SHOWN`` of all accounts that were scored, the best first."""

    suspects: list[Suspect]
    accounts: int
    read: int

    @property
    def accused(self) -> list[Suspect]:
        return [one for one in self.suspects if one.accused]


def judge(scores: Scores) -> Verdict:
    """Every accused account is among the suspects, however many; of the others the best few."""
    order = np.lexsort((-scores.score, scores.log_p))
    count = len(scores.accounts)
    limit = math.log(FALSE_ACCUSATION / max(1, count))
    accused = int((scores.log_p < limit).sum())
    suspects = [
        Suspect(
            account=scores.accounts[at],
            agreeing=int(scores.agreeing[at]),
            score=float(scores.score[at]),
            p=math.exp(scores.log_p[at]),
            expected=min(float(count), count * math.exp(scores.log_p[at])),
        )
        for at in order[: max(SHOWN, accused)]
    ]
    return Verdict(suspects=suspects, accounts=count, read=scores.read)
