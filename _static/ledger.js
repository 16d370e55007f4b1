// Filters, search and sorting for the ledger. The table is complete without this script, which only hides and moves its rows.
document.addEventListener("DOMContentLoaded", () => {
  const table = document.querySelector("table.prepost-ledger");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  // £107.51 finds 107.51 and the reverse; a minus sign is a hyphen to a keyboard.
  const plain = (text) => text.toLowerCase().replaceAll("\u2212", "-").replace(/[£$€]/g, "").replace(/\s*([<>=])\s*/g, "$1");
  const words = new Map(rows.map((row) => [row, plain(row.textContent)]));
  const asked = new URLSearchParams(location.search);

  const controls = document.createElement("div");
  controls.className = "prepost-ledger-controls";
  controls.setAttribute("role", "search");

  const labelled = (text, control) => {
    const label = document.createElement("label");
    label.append(text, control);
    controls.append(label);
    return control;
  };
  const choice = (name, text, key) => {
    const select = document.createElement("select");
    select.name = name;
    select.append(new Option("all", ""));
    for (const value of new Set(rows.map((row) => row.dataset[key]))) select.append(new Option(value, value));
    select.value = asked.get(name) || "";
    if (select.selectedIndex < 0) select.value = "";
    return labelled(text, select);
  };
  const verdict = choice("verdict", "Verdict", "verdict");
  const section = choice("section", "Section", "section");
  const search = document.createElement("input");
  search.type = "search";
  search.value = asked.get("q") || "";
  labelled("Search", search);
  const told = document.createElement("output");
  controls.append(told);
  table.closest(".prepost-scroll").before(controls);

  const filter = () => {
    const wanted = plain(search.value).trim().split(/\s+/);
    let shown = 0;
    for (const row of rows) {
      const fits = (!verdict.value || row.dataset.verdict === verdict.value)
        && (!section.value || row.dataset.section === section.value)
        && wanted.every((word) => words.get(row).includes(word));
      row.hidden = !fits;
      shown += fits;
    }
    told.textContent = `${shown} of ${rows.length} rows`;
  };
  for (const control of [verdict, section, search]) control.addEventListener("input", filter);

  // A link to one row must find it, whatever is filtered out at the moment.
  const reveal = () => {
    const row = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!row || row.parentElement !== body) return;
    if (row.hidden) {
      verdict.value = section.value = search.value = "";
      filter();
    }
    const details = row.querySelector("details:not(.prepost-uses)");
    if (details) details.open = true;
    row.scrollIntoView({ block: "center" });
  };
  window.addEventListener("hashchange", reveal);

  const order = ["impossible", "differs", "unread", "open", "partly", "attained", "reproduced", "repeats", "given"];
  const heads = [...table.tHead.rows[0].cells];
  const key = (row, column) => {
    if (column === 1) return rows.indexOf(row);
    if (column === 4) return order.indexOf(row.dataset.verdict);
    const text = row.cells[column].textContent.trim();
    const figure = parseFloat(text.replace(/[£$€,+\s]|p\s*[<=]/g, "").replace("\u2212", "-"));
    return column > 1 && !Number.isNaN(figure) ? figure : text.toLowerCase();
  };
  const compare = (a, b) => {
    if (typeof a === typeof b) return a < b ? -1 : a > b ? 1 : 0;
    return typeof a === "number" ? -1 : 1;
  };
  heads.forEach((head, column) => {
    if (column === heads.length - 1) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "prepost-sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const sorted = rows.map((row) => [key(row, column), row]).sort((a, b) => compare(a[0], b[0]));
      if (down) sorted.reverse();
      body.append(...sorted.map(([, row]) => row));
    });
  });

  filter();
  reveal();
  if (search.value && !location.hash) controls.scrollIntoView();
});

// The site's search knows words. A number that is looked for is handed on to the ledger, which knows the numbers.
document.addEventListener("DOMContentLoaded", () => {
  const results = document.getElementById("search-results");
  const query = new URLSearchParams(location.search).get("q")?.trim() ?? "";
  if (!results || !/\d/.test(query)) return;
  const link = document.createElement("a");
  link.href = `notebooks/09_verification.html?q=${encodeURIComponent(query)}`;
  link.textContent = `Look up ${query} in the ledger`;
  const hint = document.createElement("p");
  hint.className = "prepost-look-up";
  hint.append(link, ", which holds every number that the article prints.");
  results.before(hint);
});
