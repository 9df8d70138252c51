"""Files of master data brought in: read, matched, judged row by row, written in batches that can be continued."""
