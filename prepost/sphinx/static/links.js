// A click on the # beside a heading, figure or table copies its address; a word says so. Without scripts it is a plain link.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.headerlink");
  if (!link || !navigator.clipboard) return;
  navigator.clipboard.writeText(link.href).then(() => {
    let told = document.getElementById("prepost-told");
    if (!told) {
      told = document.createElement("div");
      told.id = "prepost-told";
      told.setAttribute("role", "status");
      document.body.append(told);
    }
    told.textContent = "Link copied";
    clearTimeout(told.timer);
    told.timer = setTimeout(() => { told.textContent = ""; }, 2000);
  }, () => {});
});
