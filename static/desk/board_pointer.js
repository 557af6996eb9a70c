/* Mouse and touch: drag a block, resize it by its handles, drop it on another block or on a page's button, and drag a
   waiting story to a page. With a finger a block is chosen first, so that the page still scrolls. */
(() => {
  "use strict";

  const board = window.planBoard;
  if (!board?.may) return;
  const { leaves, words, grid } = board;
  const THRESHOLD = 6; // pixels before a press becomes a drag
  const EDGE = 70; // pixels from the window's edge where it scrolls along
  const SIDES = ["n", "e", "s", "w", "ne", "se", "sw", "nw"];
  let drag = null;

  /* ------------------------------------------------------------------------------------------- beginning */

  leaves.addEventListener("pointerdown", (event) => {
    const piece = event.target.closest("[data-block]");
    if (!piece || event.button !== 0 || drag) return;
    const handle = event.target.closest("[data-side]");
    if (event.pointerType === "touch" && !piece.classList.contains("is-chosen")) return;
    const leaf = piece.closest("[data-page]");
    begin(event, {
      piece,
      leaf,
      side: handle?.dataset.side ?? "",
      rect: board.rectOf(piece),
      from: board.cellAt(leaf, event.clientX, event.clientY),
    });
    if (handle) event.preventDefault();
  });

  board.side.addEventListener("pointerdown", (event) => {
    const card = event.target.closest("[data-story]");
    if (!card || event.button !== 0 || drag || event.target.closest("button:not(.grip), select, input, summary")) return;
    if (event.pointerType === "touch" && !event.target.closest(".grip")) return;
    begin(event, { card, piece: null, leaf: null, side: "", rect: null, from: null });
  });

  function begin(event, values) {
    drag = { ...values, pointer: event.pointerId, startX: event.clientX, startY: event.clientY, on: false, target: null };
    drag.holder = event.target;
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", drop);
    window.addEventListener("pointercancel", giveUp);
    window.addEventListener("keydown", escape, true);
  }

  function end() {
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", drop);
    window.removeEventListener("pointercancel", giveUp);
    window.removeEventListener("keydown", escape, true);
    drag?.piece?.classList.remove("is-dragged");
    drag?.card?.classList.remove("is-dragged");
    document.documentElement.classList.remove("is-dragging");
    mark(null);
    markTab(null);
    board.hideGhost();
    board.stopMeasuring();
    board.holding = false;
    drag = null;
  }

  function giveUp() {
    end();
    board.draw();
  }

  function escape(event) {
    if (event.key !== "Escape" || !drag?.on) return;
    event.preventDefault();
    event.stopPropagation();
    giveUp();
    board.say(words.given_up);
  }

  /* --------------------------------------------------------------------------------------------- moving */

  function move(event) {
    if (!drag || event.pointerId !== drag.pointer) return;
    if (!drag.on) {
      if (Math.hypot(event.clientX - drag.startX, event.clientY - drag.startY) < THRESHOLD) return;
      drag.on = true;
      board.holding = true;
      (drag.piece ?? drag.card).classList.add("is-dragged");
      document.documentElement.classList.add("is-dragging");
      window.getSelection()?.removeAllRanges();
    }
    event.preventDefault();
    scrollAlong(event.clientY);
    drag.target = drag.card ? targetOfCard(event) : drag.side ? targetOfHandle(event) : targetOfPiece(event);
    show(drag.target);
  }

  function scrollAlong(y) {
    if (y < EDGE) window.scrollBy(0, -Math.ceil((EDGE - y) / 4));
    else if (y > window.innerHeight - EDGE) window.scrollBy(0, Math.ceil((y - window.innerHeight + EDGE) / 4));
  }

  function tabAt(event) {
    return document.elementFromPoint(event.clientX, event.clientY)?.closest?.("[data-page-tab]") ?? null;
  }

  function pieceUnder(leaf, event) {
    const cell = board.cellAt(leaf, event.clientX, event.clientY);
    return [...leaf.querySelectorAll("[data-block]")].find((piece) => {
      const rect = board.rectOf(piece);
      return cell.x >= rect.x && cell.x < rect.x + rect.width && cell.y >= rect.y && cell.y < rect.y + rect.height;
    });
  }

  function targetOfPiece(event) {
    const tab = tabAt(event);
    if (tab) return { kind: "send", tab, page: tab.dataset.pageTab };
    const leaf = board.leafAt(event.clientX, event.clientY);
    if (!leaf) return null;
    const other = pieceUnder(leaf, event);
    if (other && other !== drag.piece) return { kind: "swap", leaf, other, rect: board.rectOf(other) };
    const cell = board.cellAt(leaf, event.clientX, event.clientY);
    const area = board.areaOf(leaf);
    const { rect, from } = drag;
    const wanted = {
      ...rect,
      x: board.clamp(Math.round(rect.x + cell.x - from.x), area.x, area.x + area.width - rect.width),
      y: board.clamp(Math.round(rect.y + cell.y - from.y), area.y, Math.max(area.y, area.y + area.height - rect.height)),
    };
    return placed(leaf, wanted);
  }

  function placed(leaf, rect) {
    const hit = board.hits(leaf, rect, drag.piece);
    return { kind: "move", leaf, rect, hit, off: !board.fitsArea(rect, board.areaOf(leaf)) };
  }

  function targetOfHandle(event) {
    const { rect, from, side, leaf } = drag;
    const cell = board.cellAt(leaf, event.clientX, event.clientY);
    const area = board.areaOf(leaf);
    let { x, y } = rect;
    let right = x + rect.width;
    let bottom = y + rect.height;
    if (side.includes("e")) right = board.clamp(Math.round(right + cell.x - from.x), x + 1, area.x + area.width);
    if (side.includes("w")) x = board.clamp(Math.round(x + cell.x - from.x), area.x, right - 1);
    if (side.includes("s")) bottom = board.clamp(Math.round(bottom + cell.y - from.y), y + 2, area.y + area.height);
    if (side.includes("n")) y = board.clamp(Math.round(y + cell.y - from.y), area.y, bottom - 2);
    return placed(leaf, { x, y, width: right - x, height: bottom - y });
  }

  function targetOfCard(event) {
    const tab = tabAt(event);
    if (tab) return { kind: "send", tab, page: tab.dataset.pageTab };
    const leaf = board.leafAt(event.clientX, event.clientY);
    if (!leaf) return null;
    const other = pieceUnder(leaf, event);
    if (other) return { kind: "instead", leaf, other, rect: board.rectOf(other) };
    const characters = Number(drag.card.dataset.characters);
    const share = characters < 260 ? 1 / 3 : characters < 600 ? 1 / 2 : 2 / 3;
    const width = Math.max(1, Math.round(grid.columns * share));
    const height = Math.ceil(characters / (width * grid.characters * 0.9)) + 6;
    const rect = board.roomAt(leaf, board.cellAt(leaf, event.clientX, event.clientY), { width, height });
    return rect ? { kind: "move", leaf, rect, hit: [], off: false } : null;
  }

  /* -------------------------------------------------------------------------------------------- showing */

  let marked = null;
  function mark(piece) {
    if (marked === piece) return;
    marked?.classList.remove("is-target");
    piece?.classList.add("is-target");
    marked = piece;
  }

  let markedTab = null;
  function markTab(tab) {
    if (markedTab === tab) return;
    markedTab?.classList.remove("is-target");
    tab?.classList.add("is-target");
    markedTab = tab;
  }

  function show(target) {
    mark(target?.other ?? null);
    markTab(target?.tab ?? null);
    if (!target || target.kind === "send") {
      board.hideGhost();
      board.stopMeasuring();
      return;
    }
    if (target.kind !== "move") {
      const text = target.kind === "swap" ? words.swap : words.instead;
      board.showGhost(target.leaf, target.rect, "swap", board.fill(text, { other: board.nameOf(target.other) }));
      board.stopMeasuring();
      return;
    }
    const bad = target.hit.length > 0 || target.off;
    board.showGhost(target.leaf, target.rect, bad ? "bad" : "good", bad ? "" : drag.fit ?? "");
    if (!drag.side) return;
    const held = drag;
    board.measure(drag.piece, target.rect, (told) => {
      held.fit = told.words;
      if (drag === held && held.target) {
        const state = held.target.hit?.length || held.target.off ? "bad" : told.over ? "over" : "good";
        board.showGhost(held.target.leaf, held.target.rect, state, told.words);
      }
    });
  }

  /* ------------------------------------------------------------------------------------------- dropping */

  function drop(event) {
    if (!drag || event.pointerId !== drag.pointer) return;
    const { on, target, piece, card, rect } = drag;
    end();
    if (!on) return;
    swallowClick();
    if (!target) return;
    if (card) dropCard(card, target);
    else dropPiece(piece, rect, target);
  }

  /* The click that follows a drag is none. */
  function swallowClick() {
    const swallow = (event) => {
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("click", swallow, { capture: true, once: true });
    window.setTimeout(() => window.removeEventListener("click", swallow, true), 50);
  }

  function dropPiece(piece, rect, target) {
    const block = piece.dataset.block;
    if (target.kind === "send") board.act("send", { block, page: target.page });
    else if (target.kind === "swap") board.swap(piece, target.other);
    else if (target.hit.length) board.say(board.fill(words.collides, { others: board.named(target.hit) }));
    else if (target.off) board.say(words.off);
    else if (!same(target, piece, rect)) board.moveTo(piece, target.leaf.dataset.page, target.rect);
  }

  function same(target, piece, rect) {
    const here = target.leaf === piece.closest("[data-page]");
    return here && ["x", "y", "width", "height"].every((name) => rect[name] === target.rect[name]);
  }

  function dropCard(card, target) {
    const { placement, article, revision } = card.dataset;
    const story = { placement: placement ?? null, article: article ?? null, revision: revision ?? null };
    if (target.kind === "send") board.act("place", { ...story, page: target.page });
    else if (target.kind === "instead") {
      const { block, seen } = target.other.dataset;
      board.act("place", { ...story, page: target.leaf.dataset.page, instead: block, seen });
    } else {
      const { x, y, width, height } = target.rect;
      board.act("place", { ...story, page: target.leaf.dataset.page, x: x + 1, y: y + 1, width, height });
    }
  }

  /* Where blocks go whose answer is not there yet: the next arrow starts from there. */
  const going = new Map();
  board.placeOf = (piece) => {
    const { page, rect } = going.get(piece.dataset.block) ?? {};
    return { leaf: (page && board.leaf(page)) ?? piece.closest("[data-page]"), rect: rect ?? board.rectOf(piece) };
  };

  board.moveTo = (piece, page, rect) => {
    const { block } = piece.dataset;
    const { x, y, width, height } = rect;
    const goal = { page, rect };
    board.put(piece, rect);
    going.set(block, goal);
    return board.act("move", { block, page, x: x + 1, y: y + 1, width, height }).finally(() => {
      if (going.get(block) === goal) going.delete(block);
    });
  };

  board.swap = (piece, other) =>
    board.act("swap", { block: piece.dataset.block, other: `${other.dataset.block}.${other.dataset.seen}` });

  /* --------------------------------------------------------------------------------- choosing, handles */

  leaves.addEventListener("click", (event) => {
    const piece = event.target.closest("[data-block]");
    if (!piece || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    const { block } = piece.dataset;
    if (block !== board.chosen) {
      board.choose(block).then(() => board.piece(block)?.scrollIntoView({ block: "nearest" }));
    }
    else if (event.detail === 0) document.getElementById("panel")?.focus();
  });

  leaves.addEventListener("dragstart", (event) => event.preventDefault());
  board.side.addEventListener("dragstart", (event) => event.preventDefault());

  board.on("drawn", () => {
    const piece = board.chosen && board.piece(board.chosen);
    for (const old of leaves.querySelectorAll("[data-side]")) old.remove();
    if (piece) {
      for (const side of SIDES) {
        const handle = document.createElement("span");
        handle.className = `handle handle--${side}`;
        handle.dataset.side = side;
        handle.title = words.resize;
        piece.append(handle);
      }
    }
    for (const card of board.side.querySelectorAll("[data-story]")) {
      if (card.querySelector(".grip")) continue;
      const grip = document.createElement("span");
      grip.className = "grip";
      grip.setAttribute("aria-hidden", "true");
      grip.textContent = "⠿";
      card.prepend(grip);
    }
  });
  board.draw();
})();
