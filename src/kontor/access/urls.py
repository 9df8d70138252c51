from __future__ import annotations

from django.urls import path

from kontor.access import api

urlpatterns = [
    path("session", api.SessionView.as_view(), name="session"),
    path("roles", api.RolesView.as_view(), name="roles"),
    path("users", api.UsersView.as_view(), name="users"),
    path("users/<int:user_id>", api.UserView.as_view(), name="user"),
    path("api-keys", api.ApiKeysView.as_view(), name="api-keys"),
    path("api-keys/<int:key_id>", api.ApiKeyView.as_view(), name="api-key"),
    path("audit-records", api.AuditView.as_view(), name="audit-records"),
]
