"""The other side of the list measures: what a Django REST framework project has after its tutorial, done well."""
