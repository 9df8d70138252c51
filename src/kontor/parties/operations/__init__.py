from kontor.parties.operations.create_channel import create_channel
from kontor.parties.operations.create_customers import create_customers
from kontor.parties.operations.create_suppliers import create_suppliers
from kontor.parties.operations.delist_customer import delist_customer
from kontor.parties.operations.edit_customer import edit_customer
from kontor.parties.operations.put_areas import put_areas
from kontor.parties.operations.put_customers import put_customers
from kontor.parties.operations.put_suppliers import put_suppliers
from kontor.parties.operations.relist_customer import relist_customer

__all__ = [
    "create_channel",
    "create_customers",
    "create_suppliers",
    "delist_customer",
    "edit_customer",
    "put_areas",
    "put_customers",
    "put_suppliers",
    "relist_customer",
]
