from kontor.reporting.operations.count_documents import count_documents
from kontor.reporting.operations.recount_days import recount_days

__all__ = ["count_documents", "recount_days"]
