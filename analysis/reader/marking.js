// Marking words that were overlooked: with the mouse, or by looking for them.

/** Count the characters as Python does: one for an emoji, where JavaScript has two. */
function codePoints(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The paragraph that holds a node. */
function paragraphOf(view, node) {
  const inside = node.nodeType === 1 ? node : node.parentElement;
  const paragraph = inside?.closest(".prose > *");
  return paragraph && view.reader.pane.contains(paragraph) ? paragraph : null;
}

/** The offset in the whole text, in code points, of a place on the page. */
function offsetAt(paragraph, node, offset) {
  const range = document.createRange();
  range.setStart(paragraph, 0);
  range.setEnd(node, offset);
  return Number(paragraph.dataset.start) + codePoints(range.toString());
}

/** Offer to mark the words that are selected. */
function readSelection(view) {
  const selection = window.getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const paragraph = paragraphOf(view, range.startContainer);
  if (!paragraph || !range.toString().trim()) return;
  if (paragraphOf(view, range.endContainer) !== paragraph) {
    range.setEnd(paragraph, paragraph.childNodes.length);
  }
  const words = range.toString();
  const start = offsetAt(paragraph, range.startContainer, range.startOffset);
  const lead = codePoints(words) - codePoints(words.trimStart());
  offerToAdd(view, start + lead, words.trim());
}

/** Ask what the selected words are. */
function offerToAdd(view, start, words) {
  const { reader } = view;
  reader.busy = true;
  const kind = kindChoice(view, "Mark as …", "add kind");
  const note = element("input", { type: "text", placeholder: "Note", "aria-label": "Note" });
  const add = element("button", { type: "button", class: "button" }, "Add");
  const cancel = element("button", { type: "button", class: "button" }, "Cancel");
  const close = () => {
    reader.busy = false;
    showHits(reader, reader.current);
  };
  cancel.addEventListener("click", close);
  add.addEventListener("click", () => {
    if (!kind.value) return kind.focus();
    const [marker, category] = kind.value.split("/");
    const end = start + codePoints(words);
    view.filter.off.delete(marker);
    view.filter.off.delete(kind.value);
    reader.busy = false;
    send(view, { do: "add", marker, category, start, end, note: note.value });
  });
  const short = words.length > 90 ? `${words.slice(0, 89)}…` : words;
  const entry = element("p", { class: "entry" }, "Mark ", element("i", {}, short), ":");
  const row = element("div", { class: "actions" }, kind, note, add, cancel);
  reader.apparatus.replaceChildren(entry, row);
}

/** The way to words with the keyboard: type them, press Enter, go on with Tab. */
function findBox(view) {
  const input = element("input", {
    type: "search",
    placeholder: "Find words to mark",
    "aria-label": "Find words to mark; Enter finds the next place",
  });
  const said = element("span", { role: "status" });
  let from = 0;
  input.addEventListener("input", () => {
    from = 0;
    said.textContent = "";
  });
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key !== "Enter" || !input.value.trim()) return;
    const found = findNext(view, input.value.trim(), from);
    from = found ? found.start + 1 : 0;
    said.textContent = found ? "" : "No further place; Enter begins again.";
    if (found) selectPlace(view, found);
  });
  return element("div", { class: "find" }, input, said);
}

/** Lower case letter by letter, so that every letter keeps its place. */
function lowered(text) {
  const lower = (letter) => (letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter);
  return Array.from(text, lower).join("");
}

/** The next place of some words at or after an offset. */
function findNext(view, words, from) {
  const wanted = lowered(words);
  for (const paragraph of view.reader.pane.querySelectorAll(".prose > *")) {
    const text = lowered(paragraph.textContent);
    const begin = Number(paragraph.dataset.start);
    let at = text.indexOf(wanted);
    while (at >= 0 && begin + codePoints(text.slice(0, at)) < from) at = text.indexOf(wanted, at + 1);
    if (at < 0) continue;
    const exact = paragraph.textContent.slice(at, at + wanted.length);
    return { paragraph, at, exact, start: begin + codePoints(text.slice(0, at)) };
  }
  return null;
}

/** Select a place on the page and offer to mark it; the focus stays where it is. */
function selectPlace(view, { paragraph, at, exact, start }) {
  const range = document.createRange();
  let before = 0;
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const after = before + node.length;
    if (before <= at && at < after) range.setStart(node, at - before);
    if (before < at + exact.length && at + exact.length <= after) {
      range.setEnd(node, at + exact.length - before);
    }
    before = after;
  }
  const holder = range.startContainer.parentElement;
  scrollToElement(view.reader, holder);
  // A highlight, because a selection in the text would take the focus from the box.
  if (window.Highlight) CSS.highlights.set("rhetoric-found", new window.Highlight(range));
  offerToAdd(view, start, exact);
}
