"""What the organization knows: who works where."""

from __future__ import annotations

from kontor.organization.models import Employment


def branch_ids_of(user_id: int) -> frozenset[int]:
    """The branches a user works in now; rows are seen through these."""
    rows = Employment.objects.filter(user_id=user_id, ended_on__isnull=True)
    return frozenset(rows.values_list("branch_id", flat=True))
