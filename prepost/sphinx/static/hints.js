// What the title of a link in the text says (a definition, a reference, a check), shown on hover, on keyboard focus and at the first
// tap. It stays while it is pointed at, and goes with Escape. Without this script the browser shows the title on hover.
document.addEventListener("DOMContentLoaded", () => {
  const wanted = "a[title]:not(.headerlink), a[data-hint]";
  const article = document.querySelector(".bd-article");
  if (!article) return;
  const hint = document.createElement("div");
  hint.id = "prepost-hint";
  hint.setAttribute("role", "tooltip");
  hint.hidden = true;
  document.body.append(hint);
  let owner = null;
  let leaving = 0;

  const hide = () => {
    clearTimeout(leaving);
    if (!owner) return;
    owner.title = owner.dataset.hint;
    delete owner.dataset.hint;
    owner.removeAttribute("aria-describedby");
    owner = null;
    hint.hidden = true;
  };
  const place = () => {
    const whole = owner.getBoundingClientRect();  // a link may run over two lines
    const right = document.documentElement.clientWidth - hint.offsetWidth - 8;
    hint.style.left = `${Math.max(8, Math.min(whole.left, right))}px`;
    const above = whole.top - hint.offsetHeight - 4;
    const below = whole.bottom + 4;
    hint.style.top = `${below + hint.offsetHeight > innerHeight && above > 0 ? above : below}px`;
  };
  const show = (link) => {
    clearTimeout(leaving);
    if (link === owner) return;
    hide();
    owner = link;
    link.dataset.hint = link.title;  // else the browser's own box would stand beside this one
    link.removeAttribute("title");
    hint.textContent = link.dataset.hint;
    hint.hidden = false;
    link.setAttribute("aria-describedby", hint.id);
    place();
  };
  const leave = () => {
    clearTimeout(leaving);
    leaving = setTimeout(hide, 250);
  };

  const linkAt = (event) => event.target.closest(wanted);
  article.addEventListener("pointerover", (event) => event.pointerType !== "touch" && linkAt(event) && show(linkAt(event)));
  article.addEventListener("pointerout", (event) => owner && linkAt(event) === owner && owner !== document.activeElement && leave());
  article.addEventListener("focusin", (event) => linkAt(event)?.matches(":focus-visible") && show(linkAt(event)));
  article.addEventListener("focusout", (event) => linkAt(event) === owner && hide());
  hint.addEventListener("pointerenter", () => clearTimeout(leaving));
  hint.addEventListener("pointerleave", () => owner !== document.activeElement && leave());
  // A finger cannot hover: its first tap shows, its second follows the link.
  article.addEventListener("click", (event) => {
    const link = linkAt(event);
    if (!link || event.pointerType !== "touch" || link === owner || link.querySelector(".prepost-printed")) return;
    event.preventDefault();
    show(link);
  });
  document.addEventListener("pointerdown", (event) => owner && !hint.contains(event.target) && !owner.contains(event.target) && hide());
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  addEventListener("scroll", () => owner && place(), { passive: true, capture: true });
  addEventListener("resize", hide);
});
