"""An alert is seen and resolved where it belongs; from elsewhere it is not there."""

from __future__ import annotations

from typing import Final

from kontor.alerts.models import Alert
from tests.journeys.rights.table import Ask, Place, Requests
from tests.people import NOW

TABLE: Final = """
#                       owner          accountant
#                       | manager      | approver
#                       | | sales      | | auditor
#                       | | | cashier  | | | integration
#                       | | | | store  | | | |
#                       | | | | | driver | | |   own other none nobody
alerts          GET     + + + - + - + + + + |  200  200  200  401
alert-resolve   POST    + + - - + - - - - - |  200  404  404  401
"""


def _opened(place: Place) -> Ask:
    alert = Alert.objects.create(
        kind="job_failed", subject_kind="job", subject_key="1", branch_id=place.branch.pk, text="x", opened_at=NOW
    )
    return Ask({"alert_id": alert.pk})


REQUESTS: Final[Requests] = {
    ("alerts", "GET"): lambda _: Ask(),
    ("alert-resolve", "POST"): _opened,
}
