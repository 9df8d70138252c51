from kontor.payables.operations.post_entries import post_entries
from kontor.payables.operations.reverse_entry import reverse_entry

__all__ = ["post_entries", "reverse_entry"]
