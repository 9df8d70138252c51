from kontor.reporting.queries.day_totals import DayFilters, list_day_totals
from kontor.reporting.queries.proof import day_differences

__all__ = ["DayFilters", "day_differences", "list_day_totals"]
