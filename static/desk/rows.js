/* Rows of the article form: adding, moving and taking out without filling in numbers; a look at a chosen photo; and a
   question before unsaved text is left. The form does all of its work without this file. */
(() => {
  "use strict";

  const { up, down } = document.currentScript?.dataset ?? {};

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
  const body = form.querySelector("textarea.django_ckeditor_5");
  const opened = body?.value.trim();
  form.addEventListener("input", () => (touched = true));
  form.addEventListener("change", () => (touched = true));
  form.addEventListener("submit", () => (form.dataset.sent = "1"));
  window.addEventListener("beforeunload", (event) => {
    if (!form.dataset.sent && (touched || body?.value.trim() !== opened)) event.preventDefault();
  });
})();
