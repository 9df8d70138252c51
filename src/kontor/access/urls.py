from __future__ import annotations

from django.urls import path

from kontor.access import api

urlpatterns = [
    path("session", api.SessionView.as_view(), name="session"),
    path("session/password", api.OwnPasswordView.as_view(), name="own-password"),
    path("password-resets", api.PasswordResetsView.as_view(), name="password-resets"),
    path("rights", api.RightsView.as_view(), name="rights"),
    path("roles", api.RolesView.as_view(), name="roles"),
    path("roles/<int:role_id>", api.RoleView.as_view(), name="role"),
    path("users", api.UsersView.as_view(), name="users"),
    path("users/actions", api.UserActionsView.as_view(), name="user-actions"),
    path("users/<int:user_id>", api.UserView.as_view(), name="user"),
    path("users/<int:user_id>/password-reset", api.UserPasswordResetView.as_view(), name="user-password-reset"),
    path("api-keys", api.ApiKeysView.as_view(), name="api-keys"),
    path("api-keys/<int:key_id>", api.ApiKeyView.as_view(), name="api-key"),
    path("audit-records", api.AuditView.as_view(), name="audit-records"),
]
