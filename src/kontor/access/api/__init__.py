from kontor.access.api.api_keys import ApiKeysView, ApiKeyView
from kontor.access.api.audit import AuditView
from kontor.access.api.passwords import OwnPasswordView, PasswordResetsView, UserPasswordResetView
from kontor.access.api.roles import RightsView, RolesView, RoleView
from kontor.access.api.session import SessionView
from kontor.access.api.users import UserActionsView, UsersView, UserView

__all__ = [
    "ApiKeyView",
    "ApiKeysView",
    "AuditView",
    "OwnPasswordView",
    "PasswordResetsView",
    "RightsView",
    "RoleView",
    "RolesView",
    "SessionView",
    "UserActionsView",
    "UserPasswordResetView",
    "UserView",
    "UsersView",
]
