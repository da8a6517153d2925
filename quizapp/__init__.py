"""The application: rows, forms, pages and commands over the ground floor."""
