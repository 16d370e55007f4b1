"""Cases of a test as a table written in text, where a list of tuples would take a line for each of them."""


def cases(text):
    """The rows of a table as tuples of texts: rows part at the ends of lines and at `;;`, their cells at `|`."""
    rows = (row for line in text.splitlines() for row in line.split(";;"))
    return [tuple(cell.strip() for cell in row.split("|")) for row in rows if row.strip()]
