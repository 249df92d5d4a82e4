// Recordings that belong together play one after the other, as in a call, with one set of buttons.
// Without JavaScript each has its own.
document.documentElement.classList.add("plays-in-turn");
document.addEventListener(
  "ended", // It does not bubble, so it is caught on its way down.
  (event) => {
    const group = event.target.closest("[data-heard]");
    if (!group) return;
    const [player, ...others] = group.querySelectorAll("audio");
    if (event.target !== player) return;
    const turn = Number(player.dataset.turn ?? 0);
    player.dataset.first ??= player.src;
    if (turn < others.length) {
      player.dataset.turn = turn + 1;
      player.src = others[turn].src;
      player.play();
    } else {
      player.dataset.turn = 0;
      player.src = player.dataset.first;
    }
  },
  true,
);
