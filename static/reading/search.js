/* Suggestions under the search field: the combobox pattern, by keys, by touch or by mouse. Without this file the
   field is a plain form. */
"use strict";
for (const field of document.querySelectorAll("input[data-suggestions]")) {
  const list = document.createElement("ul"), status = document.createElement("p");
  let options = [], active = -1, asking = null, timer = 0, typed = field.value;
  list.id = `${field.id}-suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.label);
  status.className = "suggestions__status";
  status.setAttribute("role", "status");
  field.parentElement.append(list, status);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  const choose = (place) => {
    options[active]?.removeAttribute("aria-selected");
    active = place;
    const option = options[active];
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  };
  const open = (shown) => {
    list.hidden = !shown;
    field.setAttribute("aria-expanded", String(shown));
    if (!shown) choose(-1);
  };
  const go = (option) => location.assign(option.dataset.url);
  const show = (found) => {
    choose(-1);
    options = found.map((one, place) => {
      const option = document.createElement("li"), kind = document.createElement("span");
      option.id = `${list.id}-${place}`;
      option.setAttribute("role", "option");
      option.dataset.url = one.url;
      kind.className = "suggestions__kind";
      kind.textContent = one.kind;
      option.append(one.text, " ", kind);
      option.addEventListener("pointerdown", (event) => event.preventDefault());
      option.addEventListener("click", () => go(option));
      return option;
    });
    list.replaceChildren(...options);
    status.textContent = options.length ? field.dataset.found.replace("0", options.length) : "";
    open(options.length > 0);
  };
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    try {
      const address = `${field.dataset.suggestions}?q=${encodeURIComponent(typed)}`;
      const answer = await fetch(address, { signal: asking.signal, credentials: "omit" });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") show([]); /* offline: the form itself still works */
    }
  };
  field.addEventListener("input", (event) => {
    if (event.isComposing || field.value.trim() === typed) return;
    typed = field.value.trim();
    clearTimeout(timer);
    if (typed) timer = setTimeout(ask, 150);
    else { asking?.abort(); show([]); }
  });
  field.addEventListener("compositionend", () => field.dispatchEvent(new Event("input")));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || !options.length) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const from = list.hidden ? -1 : active;
      open(true);
      choose(step > 0 ? (from + 1) % options.length : (from > 0 ? from : options.length) - 1);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      open(false);
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      go(options[active]);
    }
  });
  field.addEventListener("blur", () => open(false));
}
