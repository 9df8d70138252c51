"""The addresses of the pages about people: users, roles, who works where, branches and businesses."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from kontor.backoffice.pages import (
    branch,
    branches,
    business,
    employee,
    employees,
    new_password,
    role,
    roles,
    user,
    users,
)

PATHS: Final[tuple[URLPattern, ...]] = (
    path("new-password", new_password.new_password, name="new-password"),
    path("users", users.users, name="page-users"),
    path("users/actions", users.act, name="page-users-act"),
    path("users/new", user.new_user, name="page-user-new"),
    path("users/<int:user_id>", user.user, name="page-user"),
    path("users/<int:user_id>/edit", user.edit, name="page-user-edit"),
    path("users/<int:user_id>/link", user.give_link, name="page-user-link"),
    path("roles", roles.roles, name="page-roles"),
    path("roles/remove", roles.remove, name="page-roles-remove"),
    path("roles/new", role.new_role, name="page-role-new"),
    path("roles/<int:role_id>", role.role, name="page-role"),
    path("roles/<int:role_id>/edit", role.edit, name="page-role-edit"),
    path("roles/<int:role_id>/remove", role.remove, name="page-role-remove"),
    path("employees", employees.employees, name="page-employees"),
    path("employees/new", employees.new_employee, name="page-employee-new"),
    path("employees/<int:employment_id>", employee.employee, name="page-employee"),
    path("employees/<int:employment_id>/edit", employee.edit, name="page-employee-edit"),
    path("employees/<int:employment_id>/end", employee.end, name="page-employee-end"),
    path("employees/<int:employment_id>/link", employee.give_link, name="page-employee-link"),
    path("branches", branches.branches, name="page-branches"),
    path("branches/new", branches.new_branch, name="page-branch-new"),
    path("branches/<int:branch_id>", branch.branch, name="page-branch"),
    path("branches/<int:branch_id>/edit", branch.edit, name="page-branch-edit"),
    path("branches/<int:branch_id>/close", branch.close, name="page-branch-close"),
    path("businesses/new", business.new_business, name="page-business-new"),
    path("businesses/<int:business_id>", business.business, name="page-business"),
    path("businesses/<int:business_id>/edit", business.edit, name="page-business-edit"),
)
