// Tables that are wider than the paper are made smaller, as a whole.
addEventListener("load", () => {
  const narrow = 660;  // pixels between the margins of A4, at 96 to the inch
  const keptWhole = 480;  // pixels: a table higher than this may go on over the foot of a page
  for (const table of document.querySelectorAll("article table")) {
    const isLedger = table.matches(".prepost-ledger");
    if (!isLedger) {
      table.style.cssText = "font-size: 0.75rem; min-width: 0; width: min-content";
      const width = table.offsetWidth;
      table.style.width = "";
      if (width > narrow) table.style.zoom = narrow / width;
    }
    table.classList.toggle("is-long", isLedger || table.offsetHeight > keptWhole);
  }
});
