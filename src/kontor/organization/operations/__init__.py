from kontor.organization.operations.close_period import close_period
from kontor.organization.operations.create_branch import create_branch
from kontor.organization.operations.create_business import create_business
from kontor.organization.operations.edit_branch import edit_branch
from kontor.organization.operations.edit_business import edit_business
from kontor.organization.operations.edit_employment import edit_employment
from kontor.organization.operations.employ_user import employ_user
from kontor.organization.operations.end_employment import end_employment
from kontor.organization.operations.issue_employee_password_reset import issue_employee_password_reset

__all__ = [
    "close_period",
    "create_branch",
    "create_business",
    "edit_branch",
    "edit_business",
    "edit_employment",
    "employ_user",
    "end_employment",
    "issue_employee_password_reset",
]
