from kontor.inventory.operations.adjust_stock import adjust_stock
from kontor.inventory.operations.approve_adjustment import approve_adjustment
from kontor.inventory.operations.correct_cost import correct_cost
from kontor.inventory.operations.create_location import create_location
from kontor.inventory.operations.dispose_stock import dispose_stock
from kontor.inventory.operations.edit_location import edit_location
from kontor.inventory.operations.issue_stock import issue_stock
from kontor.inventory.operations.post_stock import post_stock
from kontor.inventory.operations.put_stock import put_stock
from kontor.inventory.operations.receive_stock import receive_stock
from kontor.inventory.operations.receive_transfer import receive_transfer
from kontor.inventory.operations.reject_adjustment import reject_adjustment
from kontor.inventory.operations.return_stock import return_stock
from kontor.inventory.operations.reverse_posting import reverse_posting
from kontor.inventory.operations.send_transfer import send_transfer
from kontor.inventory.operations.set_adjustment_policy import set_adjustment_policy
from kontor.inventory.operations.set_reorder_point import set_reorder_point

__all__ = [
    "adjust_stock",
    "approve_adjustment",
    "correct_cost",
    "create_location",
    "dispose_stock",
    "edit_location",
    "issue_stock",
    "post_stock",
    "put_stock",
    "receive_stock",
    "receive_transfer",
    "reject_adjustment",
    "return_stock",
    "reverse_posting",
    "send_transfer",
    "set_adjustment_policy",
    "set_reorder_point",
]
