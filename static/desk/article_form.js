/* The article form: rows are added, moved (by button or by dragging) and taken out without filling in numbers; a
   question comes before unsaved text is left, and a warning instead of a lost text where the session has ended. The form
   does all of its work without this file. Other scripts of the form listen to the events it sends. */
(() => {
  "use strict";

  const form = document.getElementById("story-form");
  if (!form) return;

  const { up, down, moved, drag } = document.currentScript?.dataset ?? {};
  const { probe, token } = form.dataset;

  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const rowsOf = (set) => [...set.querySelectorAll(":scope > [data-row]")];
  const shownRows = (set) => rowsOf(set).filter((row) => !row.hidden);
  const isEmpty = (row) =>
    [...row.querySelectorAll("input:not([type=checkbox], [type=hidden]), textarea")].every(
      (control) => control.value === "" || control.name.endsWith("-ORDER"),
    ) &&
    !field(row, "photo")?.value &&
    !field(row, "department")?.value &&
    !row.dataset.sending;

  const announcer = document.createElement("p");
  announcer.className = "visually-hidden";
  announcer.setAttribute("role", "status");
  form.append(announcer);

  function renumber(set) {
    shownRows(set).forEach((row, index) => {
      field(row, "ORDER").value = isEmpty(row) ? "" : index + 1;
    });
  }

  function settle(row) {
    const set = row.parentElement;
    renumber(set);
    const rows = shownRows(set);
    const what = set.dataset.word ?? "";
    announcer.textContent = moved
      .replace("{what}", row.querySelector("img")?.alt || what)
      .replace("{place}", rows.indexOf(row) + 1)
      .replace("{count}", rows.length)
      .trim();
    row.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function move(row, before) {
    const rows = shownRows(row.parentElement);
    const other = rows[rows.indexOf(row) + (before ? -1 : 1)];
    if (!other) return;
    if (before) other.before(row);
    else other.after(row);
    settle(row);
  }

  function button(sign, label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-quiet row-tools__move";
    made.textContent = sign;
    made.setAttribute("aria-label", label);
    made.title = label;
    made.addEventListener("click", () => {
      act();
      made.focus();
    });
    return made;
  }

  /* Dragging: the row follows the pointer between the others and stays where it is let go. */
  let dragged = null;

  function makeDraggable(row) {
    const handle = document.createElement("span");
    handle.className = "row-tools__drag";
    handle.textContent = "⠿";
    handle.title = drag;
    handle.draggable = true;
    handle.setAttribute("aria-hidden", "true"); // the arrows do the same for the keyboard
    handle.addEventListener("dragstart", (event) => {
      dragged = row;
      row.classList.add("is-dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
      event.dataTransfer.setDragImage(row, 20, 20);
    });
    handle.addEventListener("dragend", () => {
      row.classList.remove("is-dragged");
      if (dragged) settle(row);
      dragged = null;
    });
    row.addEventListener("dragover", (event) => {
      if (!dragged || dragged.parentElement !== row.parentElement) return;
      event.preventDefault();
      if (dragged === row) return;
      const box = row.getBoundingClientRect();
      if (event.clientY < box.top + box.height / 2) row.before(dragged);
      else row.after(dragged);
    });
    row.addEventListener("drop", (event) => {
      if (dragged) event.preventDefault();
    });
    return handle;
  }

  function equip(row) {
    const order = row.querySelector(".row-tools__order");
    order.hidden = true;
    order.after(
      makeDraggable(row),
      button("↑", up, () => move(row, true)),
      button("↓", down, () => move(row, false)),
    );
    field(row, "DELETE")?.addEventListener("change", (event) => row.classList.toggle("is-removed", event.target.checked));
    form.dispatchEvent(new CustomEvent("form:row", { detail: row }));
  }

  /* A new row before the button or the drop zone of its set; a spare one that is hidden comes first. */
  function add(set) {
    let row = rowsOf(set).find((spare) => spare.hidden);
    if (!row) {
      const total = set.querySelector("[name$=-TOTAL_FORMS]");
      const made = set.querySelector("template").innerHTML.replaceAll("__prefix__", total.value);
      set.querySelector("[data-add], [data-drop]").insertAdjacentHTML("beforebegin", made);
      total.value = Number(total.value) + 1;
      row = rowsOf(set).at(-1);
      equip(row);
    }
    row.hidden = false;
    return row;
  }

  for (const set of form.querySelectorAll("[data-rows]")) {
    rowsOf(set).forEach((row) => {
      equip(row);
      row.hidden = isEmpty(row) && !row.querySelector(".field__error");
    });
    const adder = set.querySelector("[data-add]");
    if (!adder) continue;
    adder.hidden = false;
    adder.addEventListener("click", () => add(set).querySelector("input:not([type=hidden]), select")?.focus());
  }
  form.addEventListener("submit", () => form.querySelectorAll("[data-rows]").forEach(renumber));

  /* What the other scripts of the form use. */
  const body = form.querySelector("textarea.django_ckeditor_5");
  const opened = body?.value.trim();
  let touched = false;
  let way = "idle"; // of the form: idle, asking whether the session lives, going, gone
  form.addEventListener("input", () => (touched = true));
  form.addEventListener("change", () => (touched = true));
  window.storyForm = {
    form,
    body,
    add,
    rowsOf,
    renumber,
    isTouched: () => touched || body?.value.trim() !== opened,
    isLeaving: () => way !== "idle",
    leave: () => (way = "gone"),
    freshToken() {
      const fresh = document.cookie
        .split("; ")
        .find((pair) => pair.startsWith(`${token}=`))
        ?.slice(token.length + 1);
      if (fresh) form.elements.csrfmiddlewaretoken.value = fresh; // logging in again changes it
      return form.elements.csrfmiddlewaretoken.value;
    },
  };

  window.addEventListener("beforeunload", (event) => {
    if (way !== "gone" && window.storyForm.isTouched()) event.preventDefault();
  });
  window.addEventListener("pageshow", () => (way = "idle")); // come back with the browser's own button

  /* Before the form goes, ask whether the session still lives: the log-in page would swallow what was written. */
  async function isLoggedIn() {
    try {
      const answer = await fetch(probe, { method: "HEAD" });
      return answer.status !== 403;
    } catch {
      return true; // no connection: the browser's own page will say so
    }
  }

  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented) return; // another script asks the person to wait
    if (way === "going") {
      way = "gone";
      return;
    }
    event.preventDefault();
    if (way !== "idle") return; // a second click
    way = "asking";
    const loggedIn = await isLoggedIn();
    const notice = document.getElementById("logged-out");
    notice.hidden = loggedIn;
    if (!loggedIn) {
      way = "idle";
      notice.scrollIntoView({ block: "center" });
      return;
    }
    window.storyForm.freshToken();
    way = "going";
    form.requestSubmit(event.submitter);
  });

  document.getElementById("mistakes")?.focus();
})();
