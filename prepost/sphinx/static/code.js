// One switch shows the code of every folded cell, on this page and on those that follow; #code in an address sets it. Without this
// script each cell unfolds by itself.
document.addEventListener("DOMContentLoaded", () => {
  const cells = [...document.querySelectorAll("div.cell details.hide:has(div.cell_input)")];
  const bar = document.querySelector(".article-header-buttons");
  if (!bar || !cells.length) return;
  const kept = "prepost-code";
  const remembered = () => { try { return localStorage.getItem(kept) === "shown"; } catch { return false; } };  // a browser may forbid it
  const remember = (isShown) => { try { localStorage.setItem(kept, isShown ? "shown" : "folded"); } catch { /* for this page alone */ } };

  // Folded cells with no result between them unfold together, under the words of the first.
  let first;
  for (const cell of cells) {
    if (!cell.matches("div.cell:has(> details.hide):not(:has(.cell_output)) + div.cell > details")) first = cell;
    const leader = first;
    if (cell !== leader) leader.addEventListener("toggle", () => { cell.open = leader.open; });
  }

  const button = document.createElement("button");
  button.type = "button";
  button.className = "prepost-code btn btn-sm";
  button.textContent = "Show all code";
  const set = (isShown) => {
    button.setAttribute("aria-pressed", isShown);
    for (const cell of cells) cell.open = isShown;
  };
  button.addEventListener("click", () => {
    const isShown = button.getAttribute("aria-pressed") !== "true";
    set(isShown);
    remember(isShown);
  });
  const asked = () => {
    if (location.hash !== "#code") return;
    set(true);
    remember(true);
  };
  addEventListener("hashchange", asked);

  set(remembered());
  asked();
  bar.prepend(button);
  // What unfolded above it has moved the place that the address names.
  if (remembered() && location.hash.length > 1) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
});
