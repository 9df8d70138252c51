"""The catalog over HTTP: products with their SKUs, packs and barcodes; categories and tax classes."""
