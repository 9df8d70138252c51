"""What is traded: categories, products, SKUs with their packs and barcodes, tax classes."""
