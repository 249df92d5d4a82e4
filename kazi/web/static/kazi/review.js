// The review page on a keyboard: Ctrl with Enter, S or B presses the button that says so, a letter or
// digit chooses the option that shows it, and a field that was changed makes "Save my corrections" the
// main action, so that nothing typed is lost.
"use strict";
const form = document.querySelector("form[method=post].stack");
if (form) {
  const accept = form.querySelector("[value=accept]");
  const correct = form.querySelector("[value=correct]");
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.repeat) return;
    if (!(event.ctrlKey || event.metaKey)) {
      if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return;
      const option = /^[a-z0-9]$/.test(event.key) && form.querySelector(`[data-key="${event.key}"]`);
      if (option) option.click();
      return;
    }
    const wanted = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    let button = form.querySelector(`[data-shortcut="${CSS.escape(wanted)}"]`);
    if (!button) return;
    event.preventDefault();
    if (button === accept && accept.disabled) button = correct;
    button.click();
  });
  form.addEventListener("input", (event) => {
    if (event.target.id === "comment") return;
    accept.disabled = true;
    accept.classList.remove("main");
    correct.classList.add("main");
  });
}
for (const viewer of document.querySelectorAll(".viewer")) {
  const picture = viewer.querySelector("img");
  const buttons = viewer.parentElement.querySelectorAll("[data-zoom]");
  let size = 100;
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const step = Number(button.dataset.zoom);
      size = step ? Math.min(400, Math.max(100, size + step * 50)) : 100;
      picture.style.width = `${size}%`;
      if (size > 100 && picture.dataset.full) picture.src = picture.dataset.full;
    });
  }
}
