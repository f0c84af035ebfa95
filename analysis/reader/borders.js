// Borders of a text without headings: moved, added and taken away with the mouse or with keys.

const EDGE = 28; // pixels from the edge of the text within which a drag scrolls it

/** The paragraphs of the text, each with the number of its section. */
function textParagraphs(view) {
  return view.page.sections.flatMap((section, part) =>
    section.paragraphs.map(({ start }) => ({ start, part })),
  );
}

/** Where the border before a part may go by one paragraph: up and down, or null. */
function neighbours(view, part) {
  const { sections } = view.page;
  const [before, own] = [sections[part - 1].paragraphs, sections[part].paragraphs];
  return {
    up: before.length > 1 ? before.at(-1).start : null,
    down: own.length > 1 ? own[1].start : null,
  };
}

/** The paragraph nearest to the middle of a part: where a new border goes with the keyboard. */
function middleOf(section) {
  const middle = (section.start + section.end) / 2;
  const far = ({ start }) => Math.abs(start - middle);
  return section.paragraphs.slice(1).sort((one, two) => far(one) - far(two))[0]?.start ?? null;
}

/** Ask Python to move a border; either place may be null. The focus goes to a button after it. */
function changeBorder(view, from, to, focus = null) {
  if (from === to) return;
  view.borderFocus = focus;
  send(view, { do: "border", from, to });
}

/** The buttons at the head of a part: its border up, down, away, and a new one within it. */
function borderButtons(view, section) {
  const part = view.page.sections.indexOf(section);
  const row = element("div", { class: "borders", role: "group", "aria-label": `Border of “${section.title}”` });
  const button = (name, words, about, place, focus, act) => {
    const made = element("button", { type: "button", "data-border": `${name} ${part}`, title: about, "aria-label": `${about}: ${section.title}` }, words);
    made.disabled = place === null;
    made.addEventListener("click", () => act(place, focus));
    row.append(made);
  };
  const from = part ? section.paragraphs[0].start : null;
  const move = (place, focus) => changeBorder(view, from, place, focus);
  if (part) {
    row.append(grip(view, from));
    const { up, down } = neighbours(view, part);
    button("up", "↑", "Let this part begin one paragraph earlier", up, `up ${part}`, move);
    button("down", "↓", "Let this part begin one paragraph later", down, `down ${part}`, move);
    button("remove", "Remove", "Remove this border", undefined, `divide ${part - 1}`, () => move(null, `divide ${part - 1}`));
  }
  button("divide", "Divide", "Divide this part in two", middleOf(section), `up ${part + 1}`, (place, focus) => changeBorder(view, null, place, focus));
  row.addEventListener("click", (event) => event.stopPropagation());
  row.addEventListener("keydown", (event) => borderKey(row, event));
  return row;
}

/** Arrows move the border; Enter and the space bar press the button, and nothing beyond it. */
function borderKey(row, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const name = { ArrowUp: "up", ArrowDown: "down", Delete: "remove" }[event.key];
  if (name) {
    row.querySelector(`[data-border^="${name} "]`)?.click();
    event.preventDefault();
  }
  if (name || event.key === "Enter" || event.key === " ") event.stopPropagation();
}

/** After a new page, go on where the buttons were: to the same one, or to one that still works. */
function focusBorder(view, old) {
  const wanted = view.borderFocus ?? old;
  view.borderFocus = null;
  const part = wanted.split(" ")[1];
  const names = [wanted, `up ${part}`, `down ${part}`, `divide ${part}`];
  const found = names
    .map((name) => view.reader.pane.querySelector(`[data-border="${name}"]`))
    .find((button) => button && !button.disabled);
  if (!found) return;
  found.focus({ preventScroll: true });
  const { pane } = view.reader;
  const [box, frame] = [found.getBoundingClientRect(), pane.getBoundingClientRect()];
  if (box.top < frame.top + EDGE || box.bottom > frame.bottom - EDGE) scrollToElement(view.reader, found.closest("section"));
}

// --- with the mouse -------------------------------------------------------------------------

/** What is taken hold of to drag a border. */
function grip(view, from) {
  const made = element("span", { class: "grip", title: "Drag this border to another paragraph", "aria-hidden": "true" }, "⠿");
  made.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    made.setPointerCapture(event.pointerId);
    dragBorder(view, made, from);
  });
  return made;
}

/** Follow the pointer until it is let go; Esc leaves the border where it was. */
function dragBorder(view, made, from) {
  const { pane } = view.reader;
  const line = element("div", { class: "drop" });
  pane.append(line);
  let place = from;
  const onMove = (event) => {
    scrollWhileDragging(pane, event.clientY);
    place = nearestPlace(view, event.clientY) ?? from;
    const top = topOf(pane, place);
    line.style.top = `${top - 6}px`;
  };
  const stop = (keep) => {
    made.removeEventListener("pointermove", onMove);
    made.removeEventListener("pointerup", onUp);
    made.removeEventListener("pointercancel", onCancel);
    document.removeEventListener("keydown", onKeyDown, true);
    line.remove();
    const part = view.page.sections.findIndex(({ paragraphs }) => paragraphs[0].start === from);
    if (keep) changeBorder(view, from, place, `up ${part}`);
  };
  const onUp = () => stop(true);
  const onCancel = () => stop(false);
  const onKeyDown = (event) => event.key === "Escape" && stop(false);
  made.addEventListener("pointermove", onMove);
  made.addEventListener("pointerup", onUp);
  made.addEventListener("pointercancel", onCancel);
  document.addEventListener("keydown", onKeyDown, true);
}

/** Scroll the text when the pointer is at its edge. */
function scrollWhileDragging(pane, y) {
  const frame = pane.getBoundingClientRect();
  if (y < frame.top + EDGE) pane.scrollBy({ top: -EDGE, behavior: "instant" });
  else if (y > frame.bottom - EDGE) pane.scrollBy({ top: EDGE, behavior: "instant" });
}

/** Where a paragraph begins, from the top of the text. */
function topOf(pane, start) {
  const paragraph = pane.querySelector(`.prose > [data-start="${start}"]`);
  return paragraph.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
}

/** The paragraph before whose beginning the pointer is nearest; the first one has no border. */
function nearestPlace(view, y) {
  const { pane } = view.reader;
  const wanted = y - pane.getBoundingClientRect().top + pane.scrollTop;
  const far = ({ start }) => Math.abs(topOf(pane, start) - wanted);
  const [first, ...rest] = textParagraphs(view);
  const best = rest.sort((one, two) => far(one) - far(two))[0];
  return best && best.start !== first.start ? best.start : null;
}

/** While the mouse is over a paragraph within a part, offer to let a part begin there. */
function listenForBorders(view, pane) {
  const begin = element("button", { type: "button", class: "begin", tabindex: "-1", hidden: "" }, "+ begin a part here");
  pane.append(begin);
  let place = null;
  begin.addEventListener("click", (event) => {
    event.stopPropagation();
    const { part } = textParagraphs(view).find(({ start }) => start === place);
    changeBorder(view, null, place, `up ${part + 1}`);
  });
  pane.addEventListener("mouseover", (event) => {
    const paragraph = event.target.closest?.(".prose > *");
    if (event.target === begin) return;
    const isWithin = Boolean(paragraph?.previousElementSibling);
    begin.hidden = !isWithin;
    if (!isWithin) return;
    place = Number(paragraph.dataset.start);
    begin.style.top = `${topOf(pane, place) - 18}px`;
  });
  pane.addEventListener("mouseleave", () => {
    begin.hidden = true;
  });
}
