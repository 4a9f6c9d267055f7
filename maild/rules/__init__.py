"""Values in, decision out: no clock, network, database or log. The clock and the policy come in as arguments."""

from maild.model import Fold
from maild.rules.brakes import PLAN, SENDING
from maild.rules.delivery import LETTER
from maild.rules.incidents import INCIDENT
from maild.rules.status import RESPONDENT
from maild.rules.suppression import ADDRESS

FOLDS: Fold = (RESPONDENT, ADDRESS, INCIDENT, PLAN, LETTER, SENDING)

__all__ = ["ADDRESS", "FOLDS", "INCIDENT", "LETTER", "PLAN", "RESPONDENT", "SENDING"]
