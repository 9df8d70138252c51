from kontor.organization.api.branches import BranchesView, BranchView, BusinessBranchesView, ClosePeriodView
from kontor.organization.api.businesses import BusinessesView, BusinessView
from kontor.organization.api.employments import (
    EmploymentPasswordResetView,
    EmploymentsView,
    EmploymentView,
    EndEmploymentView,
)

__all__ = [
    "BranchView",
    "BranchesView",
    "BusinessBranchesView",
    "BusinessView",
    "BusinessesView",
    "ClosePeriodView",
    "EmploymentPasswordResetView",
    "EmploymentView",
    "EmploymentsView",
    "EndEmploymentView",
]
