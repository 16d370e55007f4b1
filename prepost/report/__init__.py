"""How a result is shown: wording, pictures, tables, quotations."""
