// Mode and size of the text change at once. Without scripts the same form asks the server, which remembers and returns;
// pages kept by a cache or written as plain files are brought to what the reader chose.
(() => {
  const root = document.documentElement;
  const form = document.querySelector(".tools");
  if (!form) return;
  const sizes = [100, 125, 150, 200];
  const button = (name) => form.querySelector(`.tools__${name}`);

  function chosen() {
    const found = /(?:^|;\s*)reading=(standard|plain)-(100|125|150|200)(?:;|$)/.exec(document.cookie);
    return found ? [found[1], Number(found[2])] : ["standard", 100];
  }

  function show([mode, size]) {
    root.className = `${mode} size-${size}`;
    button("mode").value = mode === "plain" ? "standard-100" : `plain-${Math.max(size, 125)}`;
    for (const [name, step] of [["size--smaller", -1], ["size--larger", 1]]) {
      const other = sizes[sizes.indexOf(size) + step];
      button(name).value = `${mode}-${other ?? size}`;
      if (other) button(name).removeAttribute("aria-disabled");
      else button(name).setAttribute("aria-disabled", "true");
    }
  }

  form.addEventListener("submit", (event) => {
    if (!event.submitter) return;
    event.preventDefault();
    const value = event.submitter.value;
    const age = value === "standard-100" ? 0 : 31536000;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `reading=${value}; max-age=${age}; path=/; samesite=lax${secure}`;
    show(chosen());
  });
  addEventListener("pageshow", () => show(chosen()));

  // What sections.css leaves for later on a phone is laid out for good with the reader's first move, one section whenever
  // the browser is idle, so that nothing changes its height while she goes on.
  const later = window.requestIdleCallback ?? ((work) => setTimeout(work, 200));
  const rest = document.querySelectorAll("main :is(.section, .digest, .service)").values();
  function layOut() {
    const { value: section } = rest.next();
    if (!section) return;
    section.style.contentVisibility = "visible";
    section.getBoundingClientRect();
    later(layOut);
  }
  const moves = new AbortController();
  for (const move of ["pointerdown", "keydown", "wheel", "scroll"]) {
    addEventListener(move, () => (moves.abort(), later(layOut)), { signal: moves.signal, passive: true });
  }
})();
