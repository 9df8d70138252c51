from kontor.demo.company.queries.founding import founding, is_room_for_company, orders_there

__all__ = ["founding", "is_room_for_company", "orders_there"]
