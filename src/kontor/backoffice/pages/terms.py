"""When a bill is due, in words."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TERMS: Final[dict[str, Promise]] = {
    "immediate": _("at once"),
    "cod": _("on delivery"),
    "net_7": _("within 7 days"),
    "net_15": _("within 15 days"),
    "net_30": _("within 30 days"),
    "net_45": _("within 45 days"),
    "net_60": _("within 60 days"),
    "net_90": _("within 90 days"),
    "advance_50": _("half before delivery"),
}
