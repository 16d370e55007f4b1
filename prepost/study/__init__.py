"""A study folder in, a validated study out: readers, description of the files, checks and messages."""

from prepost.study.columns import Inspection
from prepost.study.faults import Fault, StudyError
from prepost.study.inspection import inspect
from prepost.study.loading import load_study
from prepost.study.model import Study
from prepost.study.published import Claim, Published, load_published
from prepost.study.settings import Comparison, Question, Settings, Statement

__all__ = [
    "Claim",
    "Comparison",
    "Fault",
    "Inspection",
    "Published",
    "Question",
    "Settings",
    "Statement",
    "Study",
    "StudyError",
    "inspect",
    "load_published",
    "load_study",
]
