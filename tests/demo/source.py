"""A small file with every quirk of the real one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

HEADER: Final = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"

#: Per line: what is special about it.
QUIRKS: Final = (
    HEADER
    + """\
536365,85123A,WHITE HANGING HEART ,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:26:00,3.39,17850.0,United Kingdom
536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:26:00,3.39,17850.0,United Kingdom
536366,POST,POSTAGE,3,2010-12-01 08:28:00,18.0,12583.0,France
536366,85123a,white hanging heart,2,2010-12-01 08:28:00,0.001,12583.0,France
536366,22139,,1,2010-12-01 08:29:00,0.0,12583.0,France
C536379,85123A,WHITE HANGING HEART,-2,2010-12-01 09:41:00,2.55,17850.0,United Kingdom
C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,17850.0,United Kingdom
536414,22139,RETROSPOT TEA SET,56,2010-12-01 11:52:00,0.0,,United Kingdom
536414,M,Manual,4,2010-12-01 11:52:00,0.0,,United Kingdom
536589,21777,,-10,2010-12-02 16:50:00,0.0,,United Kingdom
542806,22139,RETROSPOT TEA SET,2,2011-02-01 10:00:00,4.25,12836.0,United Kingdom
542807,BANK CHARGES,Bank Charges,1,2011-02-01 10:01:00,15.0,,United Kingdom
542806,85123A,WHITE HANGING HEART,1,2011-02-01 10:00:00,2.95,12836.0,United Kingdom
542808,21777,damaged,-3,2011-02-01 10:02:00,0.0,12836.0,United Kingdom
542808,21777,RECIPE BOX,5,2011-02-01 10:02:00,7.95,12836.0,United Kingdom
A563185,B,Adjust bad debt,1,2011-08-12 14:50:00,11062.06,,United Kingdom
A563186,B,Adjust bad debt,1,2011-08-12 14:51:00,-11062.06,,United Kingdom
563187,DCGS0003,BOXED GLASS ASHTRAY,2,2011-08-12 15:00:00,2.46,,United Kingdom
"""
)

#: What the file must come to, counted by hand.
FIGURES: Final = {
    "rows": 19,
    "sales": 6,
    "sale_lines": 10,
    "sales_amount": "181.10",
    "reversals": 1,
    "reversal_lines": 2,
    "reversal_amount": "32.60",
    "free_lines": 1,
    "adjustment_lines": 4,
    "skipped_lines": 2,
}


def write_quirks(folder: Path, text: str = QUIRKS) -> Path:
    path = folder / "online_retail.csv"
    path.write_text(text, encoding="utf-8")
    return path
