from kontor.parties.queries.customers import CustomerFilter, customer_detail, customer_ids_by_code, list_customers
from kontor.parties.queries.suppliers import list_channels, list_suppliers, supplier_ids_by_code

__all__ = [
    "CustomerFilter",
    "customer_detail",
    "customer_ids_by_code",
    "list_channels",
    "list_customers",
    "list_suppliers",
    "supplier_ids_by_code",
]
