/* The article form: rows are added, moved and taken out without filling in numbers; a chosen photo shows; a question
   comes before unsaved text is left, and a warning instead of a lost text where the session has ended. The form does
   all of its work without this file. */
(() => {
  "use strict";

  const { up, down, probe, token } = document.currentScript?.dataset ?? {};

  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const rowsOf = (set) => [...set.querySelectorAll(":scope > [data-row]")];
  const isEmpty = (row) =>
    [...row.querySelectorAll("input:not([type=checkbox], [type=hidden]), textarea")].every(
      (control) => control.value === "" || control.name.endsWith("-ORDER"),
    ) && !field(row, "photo")?.value && !field(row, "department")?.value;

  function renumber(set) {
    rowsOf(set)
      .filter((row) => !row.hidden)
      .forEach((row, index) => {
        field(row, "ORDER").value = isEmpty(row) ? "" : index + 1;
      });
  }

  function move(row, before) {
    const rows = rowsOf(row.parentElement).filter((other) => !other.hidden);
    const other = rows[rows.indexOf(row) + (before ? -1 : 1)];
    if (!other) return;
    if (before) other.before(row);
    else other.after(row);
    renumber(row.parentElement);
    row.dispatchEvent(new Event("change", { bubbles: true }));
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

  function preview(row) {
    const file = row.querySelector("input[type=file]");
    const image = row.querySelector("[data-preview]");
    file?.addEventListener("change", () => {
      image.hidden = true;
      if (!file.files.length) return;
      const reader = new FileReader();
      reader.addEventListener("load", () => {
        image.src = reader.result;
        image.hidden = false;
      });
      reader.readAsDataURL(file.files[0]);
    });
  }

  function equip(row) {
    const order = row.querySelector(".row-tools__order");
    order.hidden = true;
    order.after(
      button("↑", up, () => move(row, true)),
      button("↓", down, () => move(row, false)),
    );
    field(row, "DELETE")?.addEventListener("change", (event) => row.classList.toggle("is-removed", event.target.checked));
    preview(row);
  }

  function add(set) {
    let row = rowsOf(set).find((spare) => spare.hidden);
    if (!row) {
      const total = set.querySelector("[name$=-TOTAL_FORMS]");
      const made = set.querySelector("template").innerHTML.replaceAll("__prefix__", total.value);
      set.querySelector("[data-add]").insertAdjacentHTML("beforebegin", made);
      total.value = Number(total.value) + 1;
      row = rowsOf(set).at(-1);
      equip(row);
    }
    row.hidden = false;
    row.querySelector("input:not([type=hidden]), select")?.focus();
  }

  const form = document.querySelector(".story-form");
  if (!form) return;

  for (const set of form.querySelectorAll("[data-rows]")) {
    rowsOf(set).forEach((row) => {
      equip(row);
      row.hidden = isEmpty(row) && !row.querySelector(".field__error");
    });
    const adder = set.querySelector("[data-add]");
    adder.hidden = false;
    adder.addEventListener("click", () => add(set));
  }
  form.addEventListener("submit", () => form.querySelectorAll("[data-rows]").forEach(renumber));

  let touched = false;
  let way = "idle"; // of the form: idle, asking whether the session lives, going, gone
  const body = form.querySelector("textarea.django_ckeditor_5");
  const opened = body?.value.trim();
  form.addEventListener("input", () => (touched = true));
  form.addEventListener("change", () => (touched = true));
  window.addEventListener("beforeunload", (event) => {
    if (way !== "gone" && (touched || body?.value.trim() !== opened)) event.preventDefault();
  });
  window.addEventListener("pageshow", () => (way = "idle")); // come back with the browser's own button

  /* Before the form goes, ask whether the session still lives: the log-in page would swallow what was written. Logging
     in again, in another window, changes the token too, so the fresh one is taken from its cookie. */
  const cookie = (name) =>
    document.cookie
      .split("; ")
      .find((pair) => pair.startsWith(`${name}=`))
      ?.slice(name.length + 1);

  async function isLoggedIn() {
    try {
      const answer = await fetch(probe, { method: "HEAD" });
      return answer.status !== 403;
    } catch {
      return true; // no connection: the browser's own page will say so
    }
  }

  form.addEventListener("submit", async (event) => {
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
    form.elements.csrfmiddlewaretoken.value = cookie(token) ?? form.elements.csrfmiddlewaretoken.value;
    way = "going";
    form.requestSubmit(event.submitter);
  });
})();
