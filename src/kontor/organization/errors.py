from __future__ import annotations

from kontor.kernel.errors import Conflict, InvalidInput, NotFound


class BusinessUnknown(NotFound):
    code = "business_unknown"
    title = "There is no such business for you"


class BranchUnknown(NotFound):
    code = "branch_unknown"
    title = "There is no such branch for you"


class EmploymentUnknown(NotFound):
    code = "employment_unknown"
    title = "There is no such employment for you"


class CodeTaken(Conflict):
    code = "code_taken"
    title = "This code is taken"


class TimeZoneUnknown(InvalidInput):
    code = "time_zone_unknown"
    title = "A time zone is an IANA name such as Africa/Nairobi"


class OneUserWanted(InvalidInput):
    code = "one_user_wanted"
    title = "Send either user_id or user"


class OneOwnerWanted(InvalidInput):
    code = "one_owner_wanted"
    title = "Send one at most of owner_id, owner and new_owner"


class NoOwner(Conflict):
    code = "no_owner"
    title = "This business has no owner to change; send owner_id or new_owner"


class AlreadyEmployed(Conflict):
    code = "already_employed"
    title = "The user works in this branch already"


class EmploymentEnded(Conflict):
    code = "employment_ended"
    title = "This employment has ended already"


class OwnEmployment(Conflict):
    """So that the last one cannot lock a branch away."""

    code = "own_employment"
    title = "Somebody else must end your employment"


class DateInFuture(InvalidInput):
    code = "date_in_future"
    title = "This day has not come yet"


class ReasonMissing(InvalidInput):
    code = "reason_missing"
    title = "Opening a closed period needs a reason"


class PeriodUnchanged(Conflict):
    code = "period_unchanged"
    title = "The books are closed through that day already"
