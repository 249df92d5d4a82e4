// Leave quickly: the page is emptied and replaced, so that neither the screen nor "back" shows it again.
// Escape pressed twice does the same.  Without JavaScript the link still leads away.
const away = document.querySelector("[data-quick-exit]");

function leave(event) {
  event?.preventDefault();
  document.documentElement.hidden = true;
  document.title = "Kazi";
  location.replace(away.href);
}

away.addEventListener("click", leave);
let pressed = 0;
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (Date.now() - pressed < 800) leave();
  pressed = Date.now();
});
// A page out of the browser's own memory must not come back after leaving.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
