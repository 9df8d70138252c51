from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from kontor.backoffice import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path(
        "sign-in",
        LoginView.as_view(template_name="backoffice/sign_in.html", redirect_authenticated_user=True, next_page="home"),
        name="sign-in",
    ),
    path("sign-out", LogoutView.as_view(next_page="sign-in"), name="sign-out"),
]
