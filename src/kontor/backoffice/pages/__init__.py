"""The pages, one function each; what they show is read by `queries`, what they change goes through operations."""
