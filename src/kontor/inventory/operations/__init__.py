from kontor.inventory.operations.post_stock import post_stock

__all__ = ["post_stock"]
