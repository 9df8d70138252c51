from kontor.alerts.operations.resolve_alert import resolve_alert

__all__ = ["resolve_alert"]
