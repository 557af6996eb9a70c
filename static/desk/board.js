/* The board's core: sends acts, takes in what the server answers, and says what happened. The other board_*.js build on
   window.planBoard. Without these scripts the same forms work by themselves. */
(() => {
  "use strict";

  const root = document.getElementById("board");
  const leaves = document.getElementById("board-leaves");
  if (!root || !leaves) return;

  const words = JSON.parse(root.dataset.words);
  const listeners = { drawn: [], acted: [] };
  const waiting = new Set(); // what the board waits for: "acts", "reads", "keys"
  let acts = 0;
  let reads = 0;
  const board = {
    root,
    leaves,
    words,
    side: document.getElementById("board-side"),
    grid: JSON.parse(root.dataset.grid),
    marks: JSON.parse(root.dataset.marks),
    since: root.dataset.since,
    may: root.dataset.can === "yes",
    get busy() {
      return acts; // acts that wait for an answer
    },
    holding: false, // a block is being dragged or moved by keys
    chosen: null, // key of the block whose panel is open
  };
  window.planBoard = board;
  root.classList.add("board--live");

  /* data-busy stands on the board while anything a person did is not shown yet. */
  board.wait = (reason, isOn) => {
    if (isOn) waiting.add(reason);
    else waiting.delete(reason);
    root.toggleAttribute("data-busy", waiting.size > 0);
  };

  function countActs(step) {
    acts += step;
    board.wait("acts", acts > 0);
  }

  function countReads(step) {
    reads += step;
    board.wait("reads", reads > 0);
  }

  board.on = (name, listener) => listeners[name].push(listener);
  board.tell = (name, ...values) => listeners[name].forEach((listener) => listener(...values));
  board.fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
  board.leaf = (sequence) => leaves.querySelector(`[data-page="${sequence}"]`);
  board.piece = (block) => leaves.querySelector(`[data-block="${block}"]`);

  const voice = document.getElementById("board-says");
  board.say = (text) => {
    voice.textContent = "";
    window.setTimeout(() => (voice.textContent = text), 30);
  };

  /* ------------------------------------------------------------------------------------ taking answers in */

  function replaceLeaf(sequence, html) {
    const old = board.leaf(sequence);
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    const fresh = holder.content.firstElementChild;
    if (!old || !fresh) return;
    const open = old.querySelector(".leaf__tools")?.open;
    keepImage(old, fresh);
    const findings = old.querySelector("[data-findings-of]");
    if (findings.firstElementChild?.matches(".findings")) {
      fresh.querySelector("[data-findings-of]").replaceChildren(...findings.childNodes);
    }
    if (open) fresh.querySelector(".leaf__tools")?.setAttribute("open", "");
    fresh.classList.toggle("is-shown", old.classList.contains("is-shown"));
    old.replaceWith(fresh);
  }

  /* The old image stays until the new one is there. */
  function keepImage(old, fresh) {
    const before = old.querySelector(".leaf__image");
    const image = fresh.querySelector(".leaf__image");
    const wanted = image.getAttribute("src");
    if (!before || before.getAttribute("src") === wanted) return;
    image.setAttribute("src", before.currentSrc || before.src);
    const paper = fresh.querySelector(".leaf__paper");
    paper.classList.add("is-setting");
    const loader = new Image();
    const show = () => {
      image.setAttribute("src", wanted);
      paper.classList.remove("is-setting");
    };
    loader.addEventListener("load", show);
    loader.addEventListener("error", show);
    loader.src = wanted;
  }

  board.take = (answer, { keepSide = false } = {}) => {
    const focused = document.activeElement?.closest?.("[data-block]")?.dataset.block;
    const inPanel = board.side.contains(document.activeElement) ? document.activeElement.id : "";
    for (const [sequence, html] of Object.entries(answer.pages ?? {})) {
      replaceLeaf(sequence, html);
      board.marks[sequence] = answer.marks[sequence];
    }
    if (answer.side !== undefined && !keepSide) board.side.innerHTML = answer.side;
    if (answer.tools !== undefined) document.getElementById("board-tools").innerHTML = answer.tools;
    board.draw();
    const back = focused ? board.piece(answer.block ?? focused) ?? board.piece(focused) : null;
    if (back && document.activeElement === document.body) back.querySelector("a").focus({ preventScroll: true });
    else if (inPanel) document.getElementById(inPanel)?.focus({ preventScroll: true });
  };

  board.draw = () => {
    board.chosen = board.side.querySelector("[data-panel]")?.dataset.panel ?? null;
    for (const piece of leaves.querySelectorAll("[data-block]")) {
      piece.classList.toggle("is-chosen", piece.dataset.block === board.chosen);
    }
    board.tell("drawn");
  };

  async function read(url) {
    const answer = await fetch(url, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.type === "opaqueredirect") throw new Error("logged out");
    return [answer, answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {}];
  }
  board.read = read;

  board.refresh = async (pages, block = board.chosen, options = {}) => {
    const asked = new URLSearchParams({ pages: pages.join(","), block: block ?? "" });
    countReads(1);
    try {
      const [answer, parts] = await read(`${root.dataset.parts}?${asked}`);
      if (!answer.ok) return null;
      if (pages.length) board.since = parts.since;
      board.take(parts, options);
      return parts;
    } finally {
      countReads(-1);
    }
  };

  board.choose = async (block) => {
    try {
      await board.refresh([], block);
    } catch {
      board.say(words.failed);
    }
  };

  /* ------------------------------------------------------------------------------------------------ acts */

  let queue = Promise.resolve();

  /* Acts go one after the other, so that each knows the versions that the one before it made. */
  board.act = (name, fields) => {
    countActs(1);
    queue = queue.then(() => send(name, fields)).finally(() => countActs(-1));
    return queue;
  };

  function body(fields) {
    const data = fields instanceof FormData ? fields : new FormData();
    if (data !== fields) {
      for (const [key, value] of Object.entries(fields)) if (value !== null) data.set(key, value);
      const piece = fields.block && board.piece(fields.block);
      if (piece) data.set("seen", piece.dataset.seen);
    }
    if (data.has("insist")) data.set("seen", data.get("insist"));
    data.set("since", board.since);
    data.set("csrfmiddlewaretoken", root.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
    return data;
  }

  async function send(name, fields) {
    hideRefusal();
    const data = body(fields);
    let answer;
    let told;
    try {
      answer = await fetch(root.dataset.do.replace("ACT", name), {
        method: "POST",
        body: data,
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
    } catch {
      refuse({ error: words.failed }, name, data);
      return false;
    }
    if (answer.type === "opaqueredirect" || (answer.status === 403 && !told.error)) {
      refuse({ error: words.logged_out }, name, data);
      return false;
    }
    if (!answer.ok) {
      refuse({ ...told, error: told.error?.message ?? told.error ?? words.failed }, name, data);
      return false;
    }
    board.take(told);
    board.say([told.message, told.fit].filter(Boolean).join(" "));
    board.tell("acted", told);
    return true;
  }

  /* --------------------------------------------------------------------------------------------- refusals */

  const box = document.getElementById("board-refusal");

  function hideRefusal() {
    box.hidden = true;
  }

  function button(text, act, isMain = false) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = isMain ? "btn btn-primary" : "btn";
    made.textContent = text;
    made.addEventListener("click", () => {
      hideRefusal();
      act();
    });
    return made;
  }

  function refuse(told, name, data) {
    board.draw();
    const text = document.createElement("p");
    text.textContent = told.error;
    const list = document.createElement("ul");
    for (const each of told.news ?? []) list.append(Object.assign(document.createElement("li"), { textContent: each }));
    const bar = document.createElement("div");
    bar.className = "toolbar";
    if (told.stale) {
      bar.append(button(words.show, () => board.refresh(board.numbers()), true));
      if (told.seen) {
        bar.append(
          button(words.insist, async () => {
            data.set("insist", told.seen);
            await board.refresh(board.numbers());
            board.act(name, data);
          }),
        );
      }
    }
    bar.append(button(words.close, () => {}));
    box.replaceChildren(text, ...(list.children.length ? [list] : []), bar);
    box.hidden = false;
    for (const block of told.blocks ?? []) flash(board.piece(block));
    board.say([told.error, ...(told.news ?? [])].join(" "));
  }

  function flash(piece) {
    if (!piece) return;
    piece.classList.add("is-hit");
    window.setTimeout(() => piece.classList.remove("is-hit"), 2500);
  }

  board.numbers = () => [...leaves.querySelectorAll("[data-page]")].map((leaf) => leaf.dataset.page);

  /* ---------------------------------------------------------------------------------------- plain controls */

  root.addEventListener("submit", (event) => {
    const form = event.target;
    const name = event.submitter?.dataset.act ?? form.dataset.act;
    if (!name) return;
    event.preventDefault();
    event.stopPropagation(); // keys.js lets a form go out only once
    board.act(name, new FormData(form, event.submitter));
  });

  board.side.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    const block = board.chosen;
    board.choose(null).then(() => board.piece(block)?.querySelector("a").focus({ preventScroll: true }));
  });
})();
