from __future__ import annotations

from django.urls import path

from kontor.pos import api

urlpatterns = [
    path("registers", api.RegistersView.as_view(), name="registers"),
    path("registers/put", api.PutRegistersView.as_view(), name="put-registers"),
    path("registers/<int:register_id>", api.RegisterView.as_view(), name="register"),
]
