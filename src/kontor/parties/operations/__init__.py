from kontor.parties.operations.add_address import add_address
from kontor.parties.operations.change_customers import change_customers
from kontor.parties.operations.create_area import create_area
from kontor.parties.operations.create_channel import create_channel
from kontor.parties.operations.create_customers import create_customers
from kontor.parties.operations.create_suppliers import create_suppliers
from kontor.parties.operations.delist_customer import delist_customer
from kontor.parties.operations.edit_address import edit_address
from kontor.parties.operations.edit_area import edit_area
from kontor.parties.operations.edit_channel import edit_channel
from kontor.parties.operations.edit_customer import edit_customer
from kontor.parties.operations.edit_supplier import edit_supplier
from kontor.parties.operations.pseudonymize_customer import pseudonymize_customer
from kontor.parties.operations.put_areas import put_areas
from kontor.parties.operations.put_customers import put_customers
from kontor.parties.operations.put_shippers import put_shippers
from kontor.parties.operations.put_suppliers import put_suppliers
from kontor.parties.operations.put_territories import put_territories
from kontor.parties.operations.relist_customer import relist_customer
from kontor.parties.operations.remove_address import remove_address

__all__ = [
    "add_address",
    "change_customers",
    "create_area",
    "create_channel",
    "create_customers",
    "create_suppliers",
    "delist_customer",
    "edit_address",
    "edit_area",
    "edit_channel",
    "edit_customer",
    "edit_supplier",
    "pseudonymize_customer",
    "put_areas",
    "put_customers",
    "put_shippers",
    "put_suppliers",
    "put_territories",
    "relist_customer",
    "remove_address",
]
