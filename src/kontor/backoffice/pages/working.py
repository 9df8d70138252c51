"""What is noted of somebody's work in a branch, wherever it is written."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from kontor.backoffice.pages.fields import Field

WORK: Final = (
    Field("department", _("Department"), most=80),
    Field("phone", _("Telephone"), kind="tel", most=40),
)
