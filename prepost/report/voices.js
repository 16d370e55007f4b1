/* Search and filters for a bank of quotations. Without this script the bank is complete, only not searchable. */
for (const bank of document.querySelectorAll(".prepost-bank:not([data-ready])")) {
  bank.dataset.ready = "";
  const voices = [...bank.querySelectorAll(".prepost-voice")];
  const groups = [...bank.querySelectorAll(".prepost-bank-group")];
  const label = (words, control) => {
    const element = document.createElement("label");
    element.append(words, control);
    return element;
  };
  const search = Object.assign(document.createElement("input"), { type: "search" });
  const choice = (every, name) => {
    const select = document.createElement("select");
    const values = new Set(voices.map((voice) => voice.dataset[name]).filter(Boolean));
    select.append(new Option(every, ""), ...[...values].map((value) => new Option(value, value)));
    return select;
  };
  const stance = choice("all", "stance");
  const role = choice("everybody", "role");
  const found = document.createElement("p");
  found.setAttribute("role", "status");
  const update = () => {
    const words = search.value.trim().toLowerCase();
    let shown = 0;
    for (const voice of voices) {
      const fits = voice.textContent.toLowerCase().includes(words)
        && (!stance.value || voice.dataset.stance === stance.value)
        && (!role.value || voice.dataset.role === role.value);
      voice.hidden = !fits;
      shown += fits;
    }
    for (const group of groups) group.hidden = !group.querySelector(".prepost-voice:not([hidden])");
    found.textContent = `${shown} of ${voices.length} quotations shown`;
  };
  const controls = document.createElement("div");
  controls.className = "prepost-bank-controls";
  controls.append(label("Search the words ", search), label("Voices ", stance), label("Said by ", role));
  bank.prepend(controls, found);
  search.addEventListener("input", update);
  for (const select of [stance, role]) select.addEventListener("change", update);
  update();
}
