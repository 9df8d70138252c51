from kontor.procurement.operations.edit_supplier_item import edit_supplier_item
from kontor.procurement.operations.put_supplier_items import put_supplier_items
from kontor.procurement.operations.remove_supplier_item import remove_supplier_item

__all__ = ["edit_supplier_item", "put_supplier_items", "remove_supplier_item"]
