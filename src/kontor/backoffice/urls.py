from __future__ import annotations

from django.urls import path

from kontor.backoffice import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("sign-in", pages.enter, name="sign-in"),
    path("sign-out", pages.leave, name="sign-out"),
]
