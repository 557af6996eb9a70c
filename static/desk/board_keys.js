/* The board by keyboard alone: a block has the focus, keys move, resize, swap, send, pin and remove it. Arrows are
   gathered for a moment, so that one may pass over a neighbour on the way to free room. */
(() => {
  "use strict";

  const board = window.planBoard;
  if (!board) return;
  const { leaves, words } = board;
  const QUIET = 450; // milliseconds after the last arrow
  const help = document.getElementById("board-help");
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  let held = null; // the block that arrows have moved and that is not sent yet

  const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || help?.open) return;
    const typing = isTyping(event.target);
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "z" && !typing) {
      if (!board.may) return;
      event.preventDefault();
      settle();
      board.act(event.shiftKey ? "redo" : "undo", {});
      return;
    }
    if (typing || event.ctrlKey || event.metaKey) return;
    const piece = event.target.closest?.("[data-block]");
    if (event.key.toLowerCase() === "h" && !event.altKey && board.root.contains(event.target)) {
      event.preventDefault();
      help?.showModal();
    } else if (event.key === "Escape") escape(event);
    else if (piece && board.may) onPiece(event, piece);
  });

  function onPiece(event, piece) {
    const step = STEPS[event.key];
    if (step) {
      event.preventDefault();
      if (event.altKey) swap(piece, step);
      else shift(piece, step, event.shiftKey);
      return;
    }
    if (event.altKey) return;
    const block = piece.dataset.block;
    const key = event.key.toLowerCase();
    if (/^[1-9]$/.test(key) && board.leaf(key)) {
      event.preventDefault();
      settle();
      board.act("send", { block, page: key }).then(() => board.showPage(board.pageOf(block)));
    } else if (key === "p") {
      event.preventDefault();
      board.act("pin", { block, pinned: piece.classList.contains("is-pinned") ? null : "on" });
    } else if (key === "f") {
      event.preventDefault();
      settle();
      board.act("fit", { block });
    } else if (key === "delete" || key === "backspace") {
      event.preventDefault();
      remove(piece);
    }
  }

  board.pageOf = (block) => board.piece(block)?.closest("[data-page]").dataset.page;

  /* The focus goes to the next block, so that the keyboard is not lost with the one taken off. */
  function remove(piece) {
    const all = [...leaves.querySelectorAll("[data-block]")];
    const at = all.indexOf(piece);
    const next = (all[at + 1] ?? all[at - 1])?.dataset.block;
    board.act("remove", { block: piece.dataset.block }).then(() => {
      if (next) board.piece(next)?.querySelector("a").focus({ preventScroll: true });
    });
  }

  /* ------------------------------------------------------------------------------------------- arrows */

  function shift(piece, [across, down], isResize) {
    if (held && held.piece !== piece) settle();
    if (!held) held = { piece, ...board.placeOf(piece), timer: 0 };
    const { leaf } = held;
    const wanted = isResize
      ? { ...held.rect, width: held.rect.width + across, height: held.rect.height + down }
      : { ...held.rect, x: held.rect.x + across, y: held.rect.y + down };
    if (wanted.width < 1 || wanted.height < 2 || !board.fitsArea(wanted, board.areaOf(leaf))) {
      board.say(words.edge);
      return;
    }
    held.rect = wanted;
    board.holding = true;
    const hit = board.hits(leaf, wanted, piece);
    board.showGhost(leaf, wanted, hit.length ? "bad" : "good");
    if (isResize) measure(held);
    window.clearTimeout(held.timer);
    held.timer = window.setTimeout(send, QUIET);
    board.wait("keys", true);
  }

  function measure(mine) {
    board.measure(mine.piece, mine.rect, (told) => {
      if (held !== mine) return;
      const bad = board.hits(mine.leaf, mine.rect, mine.piece).length > 0;
      board.showGhost(mine.leaf, mine.rect, bad ? "bad" : told.over ? "over" : "good", told.words);
    });
  }

  function send() {
    if (!held) return;
    const { piece, leaf, rect } = held;
    const hit = board.hits(leaf, rect, piece);
    board.wait("keys", false);
    if (hit.length) {
      board.say(board.fill(words.over, { others: board.named(hit) }));
      return; // it stays in the hand
    }
    drop();
    const before = board.placeOf(piece).rect;
    if (["x", "y", "width", "height"].some((name) => before[name] !== rect[name])) {
      board.moveTo(piece, leaf.dataset.page, rect);
    }
  }

  function drop() {
    if (!held) return;
    window.clearTimeout(held.timer);
    board.wait("keys", false);
    held = null;
    board.holding = false;
    board.hideGhost();
    board.stopMeasuring();
  }

  /* The answer to an earlier act draws pages anew: what is in the hand stays there. */
  board.on("drawn", () => {
    if (!held) return;
    const piece = board.piece(held.piece.dataset.block);
    const leaf = piece && board.placeOf(piece).leaf;
    if (leaf?.dataset.page !== held.leaf.dataset.page) return drop();
    Object.assign(held, { piece, leaf });
    board.showGhost(leaf, held.rect, board.hits(leaf, held.rect, piece).length ? "bad" : "good");
  });

  /* Before another act: send what the arrows did, or give it up where it cannot stand. */
  function settle() {
    if (!held) return;
    const over = board.hits(held.leaf, held.rect, held.piece).length > 0;
    if (over) drop();
    else send();
  }

  function escape(event) {
    if (held) {
      event.preventDefault();
      drop();
      board.say(words.given_up);
      return;
    }
    const panel = document.querySelector("[data-close]");
    if (panel && board.root.contains(event.target)) panel.click();
  }

  leaves.addEventListener("focusout", (event) => {
    if (held && !held.piece.contains(event.relatedTarget)) settle();
  });

  /* ------------------------------------------------------------------------------------------ swapping */

  function swap(piece, [across, down]) {
    settle();
    const other = neighbour(piece, across, down);
    if (other) board.swap(piece, other);
    else board.say(words.alone);
  }

  /* The nearest block on that side that shares a stretch of the edge. */
  function neighbour(piece, across, down) {
    const mine = board.rectOf(piece);
    const found = [];
    for (const other of piece.closest("[data-page]").querySelectorAll("[data-block]")) {
      const rect = board.rectOf(other);
      const rows = Math.min(mine.y + mine.height, rect.y + rect.height) - Math.max(mine.y, rect.y);
      const columns = Math.min(mine.x + mine.width, rect.x + rect.width) - Math.max(mine.x, rect.x);
      const shared = across ? rows : columns;
      const gap = across > 0 ? rect.x - mine.x - mine.width
        : across < 0 ? mine.x - rect.x - rect.width
        : down > 0 ? rect.y - mine.y - mine.height
        : mine.y - rect.y - rect.height;
      if (other !== piece && gap >= 0 && shared > 0) found.push({ other, gap, shared });
    }
    found.sort((one, two) => one.gap - two.gap || two.shared - one.shared);
    return found[0]?.other;
  }

  /* ------------------------------------------------------------------------------------ help and size */

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-board-help]")) help?.showModal();
    if (event.target.closest("[data-board-large]")) {
      board.root.classList.toggle("board--large");
      showSize();
    }
  });

  function showSize() {
    const button = document.querySelector("[data-board-large]");
    button?.setAttribute("aria-pressed", board.root.classList.contains("board--large"));
  }
  board.on("drawn", () => {
    for (const button of document.querySelectorAll("[data-board-help], [data-board-large]")) button.hidden = false;
    showSize();
  });
  board.draw();
})();
