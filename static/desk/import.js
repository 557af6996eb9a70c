/* Page import: sends the same forms that work without it, puts the answer into the page, keeps the place, links the two
   sides and reads keys. import_pointer.js adds what the mouse drags. */
"use strict";

(() => {
  const root = document.getElementById("import-page");
  const area = document.getElementById("work-area");
  if (!root || !area) return;

  const voice = document.getElementById("import-says");
  const wide = window.matchMedia("(min-width: 64rem)");
  const desk = { root, area, act, choose, rows, rowOf };
  window.importDesk = desk;
  root.classList.add("is-live");
  root.dataset.shows = "dump";

  function rows() {
    return [...area.querySelectorAll(".row")];
  }
  function boxOf(row) {
    return row.querySelector("input[name=piece]");
  }
  function rowOf(piece) {
    return area.querySelector(`.row[data-piece="${piece}"]`);
  }
  function chosen() {
    return rows().filter((row) => boxOf(row).checked);
  }
  const piecesOf = (element) => (element.dataset.pieces ?? "").split(" ").filter(Boolean);
  const say = (text) => {
    voice.textContent = "";
    window.setTimeout(() => (voice.textContent = text), 30);
  };

  /* ----------------------------------------------------------------------------------- both sides */

  function linked(pieces) {
    const wanted = new Set(pieces);
    return [...area.querySelectorAll("[data-pieces]")].filter((e) => piecesOf(e).some((piece) => wanted.has(piece)));
  }

  function light(element) {
    for (const lit of area.querySelectorAll(".is-linked")) lit.classList.remove("is-linked");
    if (element) for (const other of linked(piecesOf(element))) other.classList.add("is-linked");
  }

  /* Scrolls within the pane only, so that the page stays where it is. */
  function bring(element) {
    const pane = element.closest(".pane");
    if (!pane || !wide.matches) return;
    const box = element.getBoundingClientRect();
    const frame = pane.getBoundingClientRect();
    if (box.top < frame.top + 48 || box.bottom > frame.bottom - 8) {
      pane.scrollTop += box.top - frame.top - frame.height / 3;
    }
  }

  function bringOther(row) {
    light(row);
    const own = row.closest(".pane");
    for (const other of linked(piecesOf(row))) if (other.closest(".pane") !== own) bring(other);
  }

  area.addEventListener("pointerover", (event) => light(event.target.closest("[data-pieces]")));
  area.addEventListener("pointerleave", () => light(area.querySelector(".row:focus-within")));
  area.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-pieces]");
    if (row) bringOther(row);
  });

  /* ------------------------------------------------------------------------------------- choosing */

  function tell() {
    const now = chosen();
    const line = area.querySelector(".bar__chosen");
    if (!line) return;
    const numbers = now.map((row) => row.querySelector(".row__number").textContent);
    const words = now[0]?.querySelector(".row__text").textContent ?? "";
    const shown = numbers.length > 3 ? `${numbers[0]}…${numbers.at(-1)}` : numbers.join(", ");
    const told = line.dataset.some.replace("{lines}", shown).replace("{words}", words);
    line.textContent = now.length ? told : line.dataset.none;
    area.querySelector(".bar").classList.toggle("bar--idle", now.length === 0);
    const pieces = new Set(now.map((row) => row.dataset.piece));
    for (const box of area.querySelectorAll(".box")) {
      box.classList.toggle("is-chosen", piecesOf(box).some((piece) => pieces.has(piece)));
    }
  }

  function choose(row, { focus = true, extend = false } = {}) {
    if (!row) return;
    if (extend) boxOf(row).checked = true;
    else for (const other of rows()) boxOf(other).checked = other === row;
    if (focus) {
      if (!wide.matches) show("dump");
      boxOf(row).focus({ preventScroll: true });
      if (wide.matches) bring(row);
      else row.scrollIntoView({ block: "center" }); // above the bar, which covers the lower part of a phone
      bringOther(row);
    }
    tell();
  }

  area.addEventListener("change", (event) => {
    if (event.target.name === "piece") tell();
    if (event.target.name === "repair") event.target.form.requestSubmit(event.target.closest(".fixes").querySelector("button"));
  });

  let from = null; // where a range chosen with Shift begins
  area.addEventListener("click", (event) => {
    const label = event.target.closest(".row > label");
    if (label) {
      event.preventDefault();
      const row = label.parentElement;
      const marked = !window.getSelection().isCollapsed;
      if (marked && !event.shiftKey && event.detail === 1) return; // words were marked with the mouse
      if (event.shiftKey && from) {
        const all = rows();
        const ends = [all.indexOf(rowOf(from)), all.indexOf(row)].sort((a, b) => a - b);
        for (const between of all.slice(ends[0], ends[1] + 1)) boxOf(between).checked = true;
        window.getSelection().removeAllRanges();
        choose(row, { extend: true });
      } else if (event.ctrlKey || event.metaKey) {
        boxOf(row).checked = !boxOf(row).checked;
        tell();
      } else {
        from = row.dataset.piece;
        choose(row);
      }
      return;
    }
    const going = event.target.closest("[data-goes], .box, a.row__role");
    if (!going) return;
    event.preventDefault();
    if (going.matches("a.row__role")) return showPart(going);
    const pieces = going.dataset.goes ? going.dataset.goes.split(" ") : piecesOf(going);
    goTo(going);
    pieces.forEach((piece, i) => choose(rowOf(piece), { extend: i > 0, focus: false }));
    choose(rowOf(pieces[0]), { extend: true });
  });

  function showPart(link) {
    const part = document.getElementById(link.hash.slice(1));
    if (!wide.matches) show("articles");
    part?.scrollIntoView({ block: "center" });
    if (part) light(part);
    part?.querySelector("a")?.focus({ preventScroll: true });
  }

  function show(side) {
    root.dataset.shows = side;
    for (const tab of area.querySelectorAll(".work-tabs a")) {
      tab.classList.toggle("is-now", tab.dataset.side === side);
      tab.toggleAttribute("aria-current", tab.dataset.side === side);
    }
  }
  area.addEventListener("click", (event) => {
    const tab = event.target.closest(".work-tabs a");
    if (!tab) return;
    event.preventDefault();
    show(tab.dataset.side);
  });

  /* --------------------------------------------------------------------------------- doubtful places */

  let at = -1;
  const doubts = () => [...area.querySelectorAll(".doubt")];
  function goTo(link) {
    if (!link.matches(".doubt")) return;
    at = doubts().indexOf(link);
    doubts().forEach((other, i) => other.classList.toggle("is-now", i === at));
  }
  function step(by) {
    const all = doubts();
    if (!all.length) return;
    at = (at + by + all.length) % all.length;
    const link = all[at];
    goTo(link);
    const list = link.closest(".doubts__list");
    list.scrollTop = link.parentElement.offsetTop - list.offsetTop - 40;
    choose(rowOf(link.dataset.goes));
    say(link.textContent.trim());
  }

  /* ----------------------------------------------------------------------------------------- sending */

  let queue = Promise.resolve();
  let waiting = 0;

  /* Acts go out one after the other, each with the version that the one before left. */
  function act(value, { form = area.querySelector("#work"), fields = {} } = {}) {
    waiting += 1;
    root.toggleAttribute("data-busy", true);
    const id = form.id;
    const done = queue.then(() => send(value, document.getElementById(id) ?? area.querySelector("#work"), fields));
    queue = done
      .catch(failed)
      .finally(() => {
        waiting -= 1;
        root.toggleAttribute("data-busy", waiting > 0);
      });
    return queue;
  }

  /* The line was cut or the newsroom is down: the page stands as it is, and says so. */
  function failed() {
    const notice = document.getElementById("import-failed");
    notice.textContent = root.dataset.failed;
    notice.hidden = false;
    say(root.dataset.failed);
  }

  async function send(value, form, fields) {
    const data = new FormData(form);
    data.set("act", value);
    for (const [name, given] of Object.entries(fields)) data.set(name, given);
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Part": "import-work" } });
    const html = await answer.text();
    const holder = document.createElement("template");
    holder.innerHTML = html;
    if (!holder.content.querySelector(".work-root")) return window.location.reload();
    document.getElementById("import-failed").hidden = true;
    take(holder.content, value);
  }

  function take(content, value) {
    const places = chosen().map((row) => row.id);
    const focused = document.activeElement?.closest?.(".row")?.id;
    const pressed = document.activeElement?.matches?.("button[name=act]") ? document.activeElement.value : null;
    const open = [...area.querySelectorAll(".fixes[open]")].map((fold) => fold.closest("article").id);
    const box = document.activeElement?.matches?.("[name=repair]") ? document.activeElement.value : null;
    const scrolled = [...area.querySelectorAll(".pane")].map((pane) => [pane.dataset.pane, pane.scrollTop]);
    const fresh = content.querySelector(".work-root");
    area.replaceChildren(...content.childNodes);
    for (const [name, top] of scrolled) {
      const pane = area.querySelector(`[data-pane="${name}"]`);
      if (pane) pane.scrollTop = top;
    }
    for (const id of open) document.getElementById(id)?.querySelector(".fixes")?.setAttribute("open", "");
    for (const id of places) {
      const row = document.getElementById(id);
      if (row) boxOf(row).checked = true;
    }
    enliven();
    const row = focused && document.getElementById(focused);
    const button = pressed && area.querySelector(`button[name=act][value="${CSS.escape(pressed)}"]:not([disabled])`);
    const repair = box && area.querySelector(`[name=repair][value="${CSS.escape(box)}"]`);
    const wanted = row ? boxOf(row) : (repair ?? button);
    wanted?.focus({ preventScroll: true });
    if (row) bringOther(row);
    else if (!wanted) area.querySelector("#dump")?.focus({ preventScroll: true });
    say(fresh.dataset.refused || fresh.dataset.said);
    if (value === "confirm" && !fresh.dataset.refused) {
      at = Math.max(at, 0) - 1; // the place that was looked at is gone: the next one has its number
      step(1);
    }
  }

  /* What every fresh copy of the working part needs. */
  function enliven() {
    const fresh = area.querySelector(".work-root");
    for (const field of root.querySelectorAll("input[data-version]")) field.value = fresh.dataset.version;
    const count = area.querySelector("template[data-count]");
    root.querySelector("[data-store]").textContent = count.content.textContent.trim();
    root.querySelector("[data-store-doubts]").textContent =
      area.querySelector("template[data-left]").content.textContent.trim();
    for (const button of area.querySelectorAll("[data-help]")) {
      button.hidden = false;
      button.onclick = () => document.getElementById("keys").showModal();
    }
    show(root.dataset.shows);
    tell();
  }

  area.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const form = event.target;
    const value = event.submitter?.value;
    if (!value) return;
    act(value, { form, fields: value === "cut" ? cutAt(form) : {} });
  });

  /* ----------------------------------------------------------------------------------------- cutting */

  /* The line's own text is put into the field: the caret says where it is cut, typing does not change it. */
  function openCut(fold) {
    const row = chosen()[0];
    const field = fold.querySelector("textarea");
    if (!row) return;
    const text = row.querySelector(".row__text");
    const marked = window.getSelection();
    const within = marked.rangeCount && text.contains(marked.anchorNode) ? marked.anchorOffset : 0;
    field.value = text.textContent;
    field.dataset.live = "yes";
    field.placeholder = field.dataset.helpLive;
    fold.querySelector("label").textContent = field.dataset.helpLive;
    fold.open = true;
    field.focus();
    field.setSelectionRange(within, within);
  }
  function cutAt(form) {
    const field = form.querySelector("textarea[name=words]");
    return field.dataset.live ? { offset: field.selectionStart, words: "" } : {};
  }
  area.addEventListener("beforeinput", (event) => {
    if (event.target.dataset.live) event.preventDefault();
  });
  area.addEventListener(
    "toggle",
    (event) => {
      if (event.target.matches?.("[data-cut]") && event.target.open && !event.target.querySelector("textarea").dataset.live) {
        openCut(event.target);
      }
    },
    true,
  );

  /* -------------------------------------------------------------------------------------------- keys */

  function arrow(event, by) {
    const all = rows();
    const now = document.activeElement?.closest?.(".row");
    const next = all[now ? all.indexOf(now) + by : 0];
    if (!next) return;
    choose(next, { extend: event.shiftKey });
    from = event.shiftKey ? from : next.dataset.piece;
  }

  const ofArticle = { "[": "boundary-up", "]": "boundary-down", "alt+shift+arrowup": "up", "alt+shift+arrowdown": "down" };

  function leaveOrTake() {
    const article = document.activeElement?.closest?.(".row")?.classList.contains("row--out");
    act(article ? "take" : "leave");
  }

  function onKey(event) {
    if (document.getElementById("keys").open || event.isComposing) return;
    const target = event.target;
    if (target.dataset?.live && event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      act("cut", { fields: cutAt(target.form) }).then(() => choose(chosen()[0]));
      return;
    }
    if (target.id === "bar-to" && event.key === "Enter") {
      event.preventDefault();
      act("assign").then(() => choose(chosen()[0]));
      return;
    }
    const typing = target.matches?.("textarea, select, input:not([type=checkbox]):not([type=radio])");
    if (target.dataset?.live && event.key === "Escape") {
      target.closest("details").open = false;
      choose(chosen()[0]);
    }
    if (typing) return;
    const key = [event.altKey && "alt", event.shiftKey && event.altKey && "shift", event.key.toLowerCase()]
      .filter(Boolean)
      .join("+");
    if (event.ctrlKey || event.metaKey) {
      if (key === "z") perform(event, () => act(event.shiftKey ? "redo" : "undo"));
      return;
    }
    const onRow = target.closest?.(".row") || target === document.body || target.closest?.(".pane, .doubts");
    if (key === "arrowdown" || key === "arrowup") {
      if (target.closest?.(".row, .pane") || target === document.body) {
        perform(event, () => arrow(event, key === "arrowdown" ? 1 : -1));
      }
      return;
    }
    if (!document.documentElement.classList.contains("keys-on") || !onRow) return;
    const button = area.querySelector(`[data-hotkey="${CSS.escape(key)}"]`);
    if (key === "n" || key === "p") perform(event, () => step(key === "n" ? 1 : -1));
    else if (key === "z" || key === "y") perform(event, () => act(key === "z" ? "undo" : "redo"));
    else if (key === "l") perform(event, leaveOrTake);
    else if (key === "g") perform(event, () => area.querySelector("#bar-to").focus());
    else if (key in ofArticle) perform(event, () => act(ofArticle[key]));
    else if (button?.matches("summary")) perform(event, () => openCut(button.parentElement));
    else if (button) perform(event, () => act(button.value));
  }
  function perform(event, deed) {
    event.preventDefault();
    deed();
  }
  document.addEventListener("keydown", onKey);

  enliven();
})();
