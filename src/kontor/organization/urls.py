from __future__ import annotations

from django.urls import path

from kontor.organization import api

urlpatterns = [
    path("businesses", api.BusinessesView.as_view(), name="businesses"),
    path("businesses/<int:business_id>", api.BusinessView.as_view(), name="business"),
    path("businesses/<int:business_id>/branches", api.BusinessBranchesView.as_view(), name="business-branches"),
    path("branches", api.BranchesView.as_view(), name="branches"),
    path("branches/<int:branch_id>", api.BranchView.as_view(), name="branch"),
    path("branches/<int:branch_id>/close-period", api.ClosePeriodView.as_view(), name="close-period"),
    path("employments", api.EmploymentsView.as_view(), name="employments"),
    path("employments/<int:employment_id>", api.EmploymentView.as_view(), name="employment"),
    path("employments/<int:employment_id>/end", api.EndEmploymentView.as_view(), name="end-employment"),
    path(
        "employments/<int:employment_id>/password-reset",
        api.EmploymentPasswordResetView.as_view(),
        name="employment-password-reset",
    ),
]
