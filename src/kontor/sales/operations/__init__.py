from kontor.sales.operations.place_orders import place_orders

__all__ = ["place_orders"]
