from kontor.maintenance.queries.books import find_differences, what_is_compared

__all__ = ["find_differences", "what_is_compared"]
