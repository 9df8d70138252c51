from kontor.maintenance.queries.proof import prove

__all__ = ["prove"]
