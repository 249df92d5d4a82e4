/* The worker's task page.  Everything works without this; with it the time worked is measured, keys
   and zoom work, drafts are kept, and the next task is here before this one is sent. */
(() => {
  "use strict";
  const IDLE = 60000, NEXT = "/my/work/next", BOX = "kazi.out";
  const $ = (css) => document.querySelector(css);
  const kept = (key) => JSON.parse(sessionStorage.getItem(key) || "null");
  const keep = (key, value) => sessionStorage.setItem(key, JSON.stringify(value));
  let task, form, draft, active, touched, ahead, begun, pointed = 0, sending = Promise.resolve();

  /* A page that was fetched takes the place of this one; `begin` is also called for the first. */
  function show(page, note) {
    const main = $("main"), fresh = page.querySelector("main");
    main.className = fresh.className;
    main.replaceChildren(...fresh.childNodes);
    document.title = page.title;
    scrollTo(0, 0);
    begin();
    const place = $("#faults") || ($(".airy") && matchMedia("(pointer: fine)").matches && $("input[data-first-answer]:not([type=radio], [type=checkbox])")) || main;
    place.focus();
    if (note && task) say($("#words").dataset.sent, true);
  }

  function begin() {
    task = $(".task");
    form = task && $("#answer");
    ahead = null;
    if (!form) return;
    draft = "kazi." + task.dataset.seat + "." + task.dataset.version;
    const said = kept(draft);
    active = said ? said.active : 0;
    touched = begun = Date.now();
    if (said && !$("#faults")) fill(said.fields);
    const once = $("#at-once");
    if (once) {
      once.parentNode.hidden = false;
      once.checked = !!kept("kazi.once");
      once.onchange = () => keep("kazi.once", once.checked);
    }
    document.querySelectorAll(".viewer").forEach(viewer);
    form.oninput = (event) => {
      const own = event.target.closest("[data-own]");
      if (own && event.target.type !== "radio") form.elements[own.dataset.own].value = "own";
      save();
    };
    form.onchange = (event) => {
      if (event.target.type === "radio" && Date.now() - pointed < 700) chosen();
    };
    form.onsubmit = (event) => {
      if (event.submitter && event.submitter.name) return;  // "More rows" asks the server.
      event.preventDefault();
      send();
    };
  }

  const typed = () => [...new FormData(form)].filter(([name]) => /^[aup]\./.test(name));
  const save = () => keep(draft, { active, fields: typed() });

  function fill(fields) {
    for (const field of form.elements) {
      if (!/^[aup]\./.test(field.name)) continue;
      const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
      if (/radio|checkbox/.test(field.type)) field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
    }
  }

  function say(words, quietly) {
    const place = $("#trouble");
    if (!place) return;
    place.textContent = words;
    place.hidden = !words;
    place.className = quietly ? "hidden" : "alert bad";
  }

  /* Sending: what is sent waits in a box until the server has it; sent twice is stored once. */
  function send() {
    const button = $("#send");
    if (button.disabled) return;
    button.disabled = true;
    const body = new URLSearchParams(new FormData(form));
    body.delete("csrfmiddlewaretoken");
    body.set("seconds", Math.round(active / 1000));
    save();
    keep(BOX, [...box().filter((one) => one.draft !== draft), { url: form.action, body: body.toString(), draft }]);
    if (ahead && "oneChoice" in form.dataset && form.querySelector("input:checked")) show(ahead, true);
    queue(flush);
  }

  const box = () => kept(BOX) || [];
  const queue = (act) => (sending = sending.then(act, act));

  /* Return where to go on, "" when the answer did not go in and the page says why; null: no line. */
  async function post(letter) {
    const token = (document.cookie.match(/csrftoken=([^;]+)/) || [])[1] || "";
    const headers = { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token, "X-Kazi-Task": "1" };
    const reply = await fetch(letter.url, { method: "POST", body: letter.body, headers }).catch(() => null);
    if (!reply || reply.status >= 500) return null;
    if (reply.redirected) location.assign(reply.url);
    else if (reply.status !== 204) show(parse(await reply.text()));
    else {
      sessionStorage.removeItem(letter.draft);
      return reply.headers.get("X-Next");
    }
    return "";
  }

  async function flush() {
    for (let letter; (letter = box()[0]); ) {
      const onward = await post(letter);
      if (onward === null) {
        say($("#words").dataset.offline);
        if ($("#send")) $("#send").disabled = false;
        return;
      }
      keep(BOX, box().slice(1));
      say("");
      if (onward && form && draft === letter.draft) await next(onward);
    }
    await prefetch();
  }

  const parse = (text) => new DOMParser().parseFromString(text, "text/html");

  async function next(onward) {
    if (onward !== NEXT) location.assign(onward);
    else if (ahead) show(ahead, true);
    else {
      const reply = await fetch(NEXT).catch(() => null);
      if (!reply || !reply.ok || reply.redirected) location.assign(NEXT);
      else show(parse(await reply.text()), true);
    }
  }

  async function prefetch() {
    if (!form || ahead || "practice" in task.dataset) return;
    const seat = task.dataset.seat, reply = await fetch(NEXT + "?after=" + seat).catch(() => null);
    if (!reply || reply.status !== 200 || reply.redirected) return;
    const page = parse(await reply.text()), image = page.querySelector(".viewer img");
    if (!page.querySelector(".task") || !task || task.dataset.seat !== seat) return;
    if (image) new Image().src = image.getAttribute("src");
    ahead = page;
  }

  /* Choosing by key or tap. */
  function chosen() {
    // A second tap of a double tap falls on the next task: it must not answer it.
    if ($("#at-once") && $("#at-once").checked && Date.now() - begun > 400) send();
  }

  addEventListener("pointerup", () => { pointed = Date.now(); });
  addEventListener("keydown", (event) => {
    if (!form || event.repeat) return;
    const at = event.target, writes = at.matches("textarea, select, input:not([type=radio], [type=checkbox])");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); send(); }
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === "Enter") {
      if (at.form === form && at.matches("input") && writes) {
        const fields = [...form.querySelectorAll("input[inputmode]")].filter((one) => one.offsetParent);
        const after = fields[fields.indexOf(at) + 1];
        if (after) { event.preventDefault(); after.focus(); }
      } else if ("oneChoice" in form.dataset && !at.closest("button, a, summary, textarea, form.stack")) { event.preventDefault(); send(); }
    } else if (!writes) {
      const option = event.key.length === 1 && form.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
      if (option) { event.preventDefault(); option.focus(); option.click(); chosen(); }
    }
  });

  /* The picture: larger and smaller around its middle, drawn about by mouse or finger. */
  function viewer(box) {
    const image = box.querySelector("img"), tools = box.parentNode.querySelectorAll("[data-zoom]");
    let scale = 1, held = null, apart = 0;
    const zoom = (to) => {
      const x = (box.scrollLeft + box.clientWidth / 2) / box.scrollWidth, y = (box.scrollTop + box.clientHeight / 2) / box.scrollHeight;
      scale = Math.min(6, Math.max(1, to));
      if (scale > 1 && image.dataset.full) { image.src = image.dataset.full; delete image.dataset.full; }
      image.style.width = scale * 100 + "%";
      box.scrollLeft = x * box.scrollWidth - box.clientWidth / 2;
      box.scrollTop = y * box.scrollHeight - box.clientHeight / 2;
    };
    const by = (step) => zoom(step ? scale * 1.4 ** step : 1);
    if (innerWidth < 600) box.parentNode.querySelector("a").hidden = true;
    tools.forEach((tool) => { tool.hidden = false; tool.onclick = () => by(+tool.dataset.zoom); });
    box.onkeydown = (event) => { const step = { "+": 1, "=": 1, "-": -1, 0: 0 }[event.key]; if (step !== undefined) { event.stopPropagation(); by(step); } };
    box.addEventListener("wheel", (event) => { if (event.ctrlKey) { event.preventDefault(); zoom(scale * 1.002 ** -event.deltaY); } }, { passive: false });
    box.onpointerdown = (event) => { if (event.pointerType === "mouse") { held = [event.clientX, event.clientY]; box.setPointerCapture(event.pointerId); event.preventDefault(); box.focus(); } };
    box.onpointermove = (event) => { if (held) { box.scrollBy(held[0] - event.clientX, held[1] - event.clientY); held = [event.clientX, event.clientY]; } };
    box.onpointerup = box.onpointercancel = () => { held = null; };
    box.addEventListener("touchmove", (event) => {
      if (event.touches.length !== 2) return;
      event.preventDefault();
      const [one, two] = event.touches, now = Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
      if (apart) zoom(scale * now / apart);
      apart = now;
    }, { passive: false });
    box.ontouchend = () => { apart = 0; };
  }

  /* Time worked: while the page is seen and something was touched within a minute. */
  for (const what of ["pointerdown", "keydown", "input", "wheel", "touchstart"]) addEventListener(what, () => { touched = Date.now(); }, { passive: true });
  let tick = Date.now();
  setInterval(() => {
    const now = Date.now();
    if (form && !document.hidden && now - touched < IDLE) active += Math.min(now - tick, 2000);
    tick = now;
  }, 1000);

  begin();
  addEventListener("online", () => queue(flush));
  setInterval(() => { if (box().length) queue(flush); }, 5000);
  setTimeout(() => queue(flush), 300);
})();
