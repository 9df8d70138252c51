from kontor.parties.queries.addresses import address_detail, default_addresses, frozen_addresses, list_addresses
from kontor.parties.queries.areas import AreaFilter, area_detail, area_ids_by_code, area_names, list_areas
from kontor.parties.queries.channels import channel_detail, list_channels
from kontor.parties.queries.customers import CustomerFilter, customer_detail, customer_ids_by_code, list_customers
from kontor.parties.queries.listings import list_listings
from kontor.parties.queries.registrations import customer_area_ids, registered_pairs
from kontor.parties.queries.suppliers import SupplierFilter, list_suppliers, supplier_detail, supplier_ids_by_code
from kontor.parties.queries.territories import list_managers, list_shippers, suggest_shippers, suggested_shipper

__all__ = [
    "AreaFilter",
    "CustomerFilter",
    "SupplierFilter",
    "address_detail",
    "area_detail",
    "area_ids_by_code",
    "area_names",
    "channel_detail",
    "customer_area_ids",
    "customer_detail",
    "customer_ids_by_code",
    "default_addresses",
    "frozen_addresses",
    "list_addresses",
    "list_areas",
    "list_channels",
    "list_customers",
    "list_listings",
    "list_managers",
    "list_shippers",
    "list_suppliers",
    "registered_pairs",
    "suggest_shippers",
    "suggested_shipper",
    "supplier_detail",
    "supplier_ids_by_code",
]
