// Leave at once, without this page in the history.  Without JavaScript the link leads to the same place.
document.addEventListener("click", (event) => {
  const exit = event.target.closest("[data-exit]");
  if (exit) {
    event.preventDefault();
    window.location.replace(exit.href);
  }
});
