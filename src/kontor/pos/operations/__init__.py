from kontor.pos.operations.edit_register import edit_register
from kontor.pos.operations.put_registers import put_registers

__all__ = ["edit_register", "put_registers"]
