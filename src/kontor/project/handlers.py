"""Every reaction to an event, joined literally: what is not named here does not run."""

from __future__ import annotations

from kontor.kernel.outbox import Handler
from kontor.reporting.handlers import HANDLERS as REPORTING
from kontor.sales.handlers import HANDLERS as SALES

HANDLERS: tuple[Handler, ...] = (*SALES, *REPORTING)
