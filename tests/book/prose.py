"""The prose of a MyST page: what a reader reads, without code, roles, links, citations, headings and formulas."""

import re

_FENCE = re.compile(r"^(\s*)(`{3,}|~{3,}|:{3,})\s*(\{[\w:-]+\}|[\w+-]*)")
_CODE_LIKE = {
    *("{code-cell}", "{code-block}", "{code}", "{math}", "{bibliography}", "{toctree}", "{tableofcontents}", "{raw}"),
    *("{literalinclude}", "{figure}", "{image}", "{list-table}", "{csv-table}", "{glue:figure}", "{raw-cell}"),
    *("{mermaid}", "{eval-rst}"),
}
_INLINE = [
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"\{[\w:.-]+\}(`+).*?\1"),  # roles: references, citations, glue, printed numbers
    re.compile(r"(`+).*?\1"),  # code
    re.compile(r"\$[^$]+\$"),  # formulas
    re.compile(r"!?\[[^\]]*\]\([^)]*\)(\{[^}]*\})?"),  # links
    re.compile(r"\[@[^\]]*\]"),  # citations
    re.compile(r"<[^>]+>"),  # HTML tags
    re.compile(r"\{[.#][^}]*\}"),  # attributes
]


def prose_lines(text):
    """Yield the line number and the words of each line of prose in a page.

    Parameters
    ----------
    text : str
        A page in MyST Markdown.
    """
    lines, first = _without_header(text.splitlines())
    kept = _without_code(lines)
    body = "\n".join(kept)
    for pattern in _INLINE:
        body = pattern.sub(lambda found: re.sub(r"[^\n]", "", found.group()), body)
    for number, line in enumerate(body.split("\n"), start=first):
        if line.strip() and not re.match(r"\s*(#{1,6} |\([\w-]+\)=|:[\w-]+:|%|\+\+\+)", line):
            yield number, re.sub(r"^\s*\d+[.)] ", "", line)  # the number of a list item is no number of the text


def _without_header(lines):
    if lines and lines[0] == "---":
        end = lines.index("---", 1)
        return lines[end + 1 :], end + 2
    return lines, 1


def _without_code(lines):
    """The lines with those of code emptied; the words inside notes, cards and other containers stay."""
    kept, fences = [], []
    for line in lines:
        found = _FENCE.match(line)
        closing = fences and re.fullmatch(rf"\s*{re.escape(fences[-1][0])}+\s*", line)
        inside_code = any(is_code for _, is_code in fences)
        if closing:
            fences.pop()
            kept.append("")
        elif found and not inside_code:
            name = found.group(3)
            is_code = name in _CODE_LIKE or (not name.startswith("{") and found.group(2)[0] != ":")
            fences.append((found.group(2), is_code))
            kept.append("" if is_code else line[found.end() :])  # the title of a note is prose
        else:
            kept.append("" if inside_code else line)
    return kept
