"""Documents held against one another: what was raised, lowered, moved, added, dropped."""

from extractor.compare.changes import CHANGE_COLUMNS, Change, diff_targets, to_change_rows
from extractor.compare.comparison import Comparison, compare_documents, to_sheets
from extractor.compare.press import ReportCheck, check_report
from extractor.compare.tasks import TaskChange, diff_tasks
from extractor.compare.trajectories import Trajectory, find_contradictions, trace_targets
from extractor.compare.versions import ProvisionChange, diff_versions

__all__ = [
    "CHANGE_COLUMNS",
    "Change",
    "Comparison",
    "ProvisionChange",
    "ReportCheck",
    "TaskChange",
    "Trajectory",
    "check_report",
    "compare_documents",
    "diff_targets",
    "diff_tasks",
    "diff_versions",
    "find_contradictions",
    "to_change_rows",
    "to_sheets",
    "trace_targets",
]
