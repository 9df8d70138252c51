from kontor.parties.queries.areas import area_ids_by_code, list_areas
from kontor.parties.queries.customers import CustomerFilter, customer_detail, customer_ids_by_code, list_customers
from kontor.parties.queries.suppliers import list_channels, list_suppliers, supplier_ids_by_code

__all__ = [
    "CustomerFilter",
    "area_ids_by_code",
    "customer_detail",
    "customer_ids_by_code",
    "list_areas",
    "list_channels",
    "list_customers",
    "list_suppliers",
    "supplier_ids_by_code",
]
