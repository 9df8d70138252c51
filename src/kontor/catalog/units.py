"""Codes of packaging and quantity units as Kenya's revenue authority publishes them for electronic invoices. Pure."""

from __future__ import annotations

from typing import Final

from kontor.catalog.errors import ProductInvalid

PACKAGING_UNITS: Final[dict[str, str]] = {
    "AM": "Ampoule",
    "BA": "Barrel",
    "BC": "Bottlecrate",
    "BE": "Bundle",
    "BF": "Balloon, not protected",
    "BG": "Bag",
    "BJ": "Bucket",
    "BK": "Basket",
    "BL": "Bale",
    "BQ": "Bottle, protected, cylindrical",
    "BR": "Bar",
    "BV": "Bottle, bulbous",
    "CA": "Can",
    "CH": "Chest",
    "CJ": "Coffin",
    "CL": "Coil",
    "CR": "Crate, wooden box",
    "CS": "Cassette",
    "CT": "Carton",
    "CTN": "Container",
    "CY": "Cylinder",
    "DR": "Drum",
    "GT": "Extra countable item",
    "HH": "Hand baggage",
    "IZ": "Ingots",
    "JR": "Jar",
    "JU": "Jug",
    "JY": "Jerrycan, cylindrical",
    "KZ": "Canister",
    "LZ": "Logs, in bundle or bunch",
    "ML": "Mille of cigarettes",
    "NT": "Net",
    "OU": "No outer packaging",
    "PD": "Poddon",
    "PG": "Plate",
    "PI": "Pipe",
    "PO": "Pilot",
    "PU": "Traypack",
    "RL": "Reel",
    "RO": "Roll",
    "RZ": "Rods, in bundle or bunch",
    "SK": "Skeleton case",
    "TN": "Tan of 20 bags",
    "TY": "Tank, cylindrical",
    "VG": "Bulk gas, at 1031 mbar and 15 degrees",
    "VL": "Bulk liquid, at normal temperature and pressure",
    "VO": "Bulk solid, large particles (nodules)",
    "VQ": "Bulk gas, liquefied",
    "VR": "Bulk solid, granular particles (grains)",
    "VT": "Extra bulk item",
    "VY": "Bulk solid, fine particles (powder)",
}

QUANTITY_UNITS: Final[dict[str, str]] = {
    "AV": "Cap",
    "BA": "Barrel",
    "BE": "Bundle",
    "BG": "Bag",
    "BL": "Block",
    "BLL": "Barrel of petroleum (158.987 l)",
    "BX": "Box",
    "CA": "Can",
    "CEL": "Cell",
    "CMT": "Centimetre",
    "CR": "Carat",
    "DR": "Drum",
    "DZ": "Dozen",
    "GLL": "Gallon",
    "GRM": "Gram",
    "GRO": "Gross",
    "KG": "Kilogram",
    "KTM": "Kilometre",
    "KWT": "Kilowatt",
    "LBR": "Pound",
    "LK": "Link",
    "LTR": "Litre",
    "M2": "Square metre",
    "M3": "Cubic metre",
    "MGM": "Milligram",
    "MTR": "Metre",
    "MWT": "Megawatt hour",
    "NO": "Number",
    "NX": "Part per thousand",
    "PA": "Packet",
    "PG": "Plate",
    "PR": "Pair",
    "RL": "Reel",
    "RO": "Roll",
    "SET": "Set",
    "ST": "Sheet",
    "TNE": "Tonne",
    "TU": "Tube",
    "U": "Piece",
    "YRD": "Yard",
}

#: Three units are published under two codes each; the second one is taken and kept as the first.
SAME_QUANTITY_UNITS: Final = {"4B": "PR", "L": "LTR", "M": "MTR"}


def packaging_unit(code: str) -> str:
    """The code in capitals, or "" for none. Raises ProductInvalid for one that is not on the list."""
    return _listed(code, PACKAGING_UNITS, "packaging_unit", "such as CT (carton) or BG (bag)")


def quantity_unit(code: str) -> str:
    """The code in capitals, or "" for none. Raises ProductInvalid for one that is not on the list."""
    wanted = code.strip().upper()
    return _listed(
        SAME_QUANTITY_UNITS.get(wanted, wanted), QUANTITY_UNITS, "quantity_unit", "such as U (piece) or KG (kilogram)"
    )


def _listed(code: str, known: dict[str, str], field: str, such_as: str) -> str:
    wanted = code.strip().upper()
    if wanted and wanted not in known:
        raise ProductInvalid(
            f"{code.strip()!r} is no {field.replace('_', ' ')}; use one of the {len(known)} codes, {such_as}.",
            field=field,
        )
    return wanted
