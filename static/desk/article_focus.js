/* What stays in view where a photo is cropped: a click on the picture fills in the two numbers, a cross shows the
   place, and a small frame shows the crop. Without this file the numbers are typed. */
(() => {
  "use strict";

  const story = window.storyForm;
  const set = document.getElementById("photos-rows");
  if (!story || !set) return;

  const { shown } = document.currentScript.dataset;
  const part = (row, name) => row.querySelector(`[name$="-focus_${name}"]`);

  const chosen = (row) => {
    const numbers = ["x", "y"].map((name) => part(row, name)).map((field) => (field.value === "" ? NaN : Number(field.value)));
    return numbers.every((number) => number >= 0 && number <= 100) ? numbers : null;
  };

  function show(row) {
    const point = chosen(row);
    const [x, y] = point ?? [50, 50];
    const cross = row.querySelector(".focus__cross");
    const crop = row.querySelector(".focus__crop");
    if (!cross) return;
    cross.hidden = !point;
    cross.style.left = `${x}%`;
    cross.style.top = `${y}%`;
    crop.hidden = !point;
    crop.querySelector("img").style.objectPosition = `${x}% ${y}%`;
  }

  function equip(row) {
    const picture = row.querySelector("[data-picture] > img");
    if (!picture) return;
    const frame = document.createElement("span");
    frame.className = "focus__frame";
    picture.replaceWith(frame);
    const cross = document.createElement("span");
    cross.className = "focus__cross";
    cross.setAttribute("aria-hidden", "true");
    frame.append(picture, cross);
    const crop = document.createElement("p");
    crop.className = "focus__crop field__help";
    const small = document.createElement("img");
    small.src = picture.src;
    small.alt = "";
    crop.append(small, shown);
    frame.after(crop);
    row.querySelector("[data-focus-hint]").hidden = false;
    frame.addEventListener("click", (event) => {
      const box = picture.getBoundingClientRect();
      const within = (place, from, extent) => Math.min(100, Math.max(0, Math.round((100 * (place - from)) / extent)));
      part(row, "x").value = within(event.clientX, box.left, box.width);
      part(row, "y").value = within(event.clientY, box.top, box.height);
      row.querySelector("[data-focus]").open = true;
      part(row, "x").dispatchEvent(new Event("input", { bubbles: true }));
    });
    show(row);
  }

  const equipAll = () => story.rowsOf(set).forEach(equip);
  equipAll();
  story.form.addEventListener("change", equipAll); // a photo that was sent has arrived
  set.addEventListener("input", (event) => {
    if (event.target.name?.includes("-focus_")) show(event.target.closest("[data-row]"));
  });
})();
