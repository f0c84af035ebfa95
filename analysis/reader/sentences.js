// The strip of sentences beside the text: how long a bar is says how charged a sentence is, its
// colour how sure, and a letter what it rests on. A click, or the arrow keys, open a sentence.

const SUPPORT = { statistics: "S", testimony: "T", anecdote: "A" };
const STUB = 3; // per cent of the room for bars that one without charge takes
const LAYER = "what it rests on"; // a key of the filter that no marker can have

/** Make the strip of what Python sent: the sentences, by section. */
function sentenceStrip(page) {
  const strip = element("div", { class: "sentences" });
  for (const section of page.sections) {
    const rows = page.sentences.filter((one) => one.section === section.id).map(sentenceRow);
    const head = element("p", { class: "head" }, section.title);
    strip.append(element("div", { class: "part", "data-title": section.title }, head, ...rows));
  }
  return strip;
}

/** One sentence, as the static page has it. */
function sentenceRow(one) {
  const about = { class: `one ${one.stance} ${one.voice}` };
  for (const key of ["start", "end", "number", "charge", "evidence", "probability", "reason"]) {
    about[`data-${key}`] = String(one[key]);
  }
  const letter = element("i", { "aria-hidden": "true" }, SUPPORT[one.evidence] ?? "");
  return element("div", about, letter, element("b"), element("span", {}, one.words));
}

/** Give life to the strip. */
function buildSentences(reader) {
  const box = reader.root.querySelector(".sentences");
  reader.sentences = [...box.querySelectorAll(".one")].map((row, number) => {
    row.id = `${nameOf(reader)}-sentence-${number}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    row.append(element("em", { class: "unseen" }));
    const { start, end, evidence, charge } = row.dataset;
    return { row, start: Number(start), end: Number(end), evidence, charge: Number(charge) };
  });
  reader.sentenceBox = box;
  for (const part of box.querySelectorAll(".part")) {
    part.setAttribute("role", "group");
    part.setAttribute("aria-label", part.dataset.title);
    part.querySelector(".head").setAttribute("aria-hidden", "true");
  }
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", "The sentences; choose one to read it");
  box.tabIndex = 0;
  box.addEventListener("click", (event) => {
    const number = reader.sentences.findIndex(({ row }) => row === event.target.closest(".one"));
    if (number >= 0) openSentence(reader, number);
  });
  box.addEventListener("keydown", (event) => onSentenceKey(reader, event));
  reader.filters.append(supportBox(reader));
}

/** A name for this reader that no other one on the page has. */
function nameOf(reader) {
  reader.name ??= `reader-${Math.random().toString(36).slice(2)}`;
  return reader.name;
}

/** A box that shows or hides, in the text, what the sentences rest on. */
function supportBox(reader) {
  const input = element("input", { type: "checkbox" });
  input.checked = !reader.filter.off.has(LAYER);
  input.addEventListener("change", () => {
    if (input.checked) reader.filter.off.delete(LAYER);
    else reader.filter.off.add(LAYER);
    applyFilter(reader);
  });
  const label = element("label", { class: "support" }, input, element("span", {}, "Sentences resting on"));
  for (const [kind, letter] of Object.entries(SUPPORT)) {
    const count = reader.sentences.filter(({ evidence }) => evidence === kind).length;
    label.append(element("span", { class: `kind ${kind}` }, element("i", {}, letter), ` ${kind} `, element("b", {}, String(count))));
  }
  return label;
}

/** Up and down go from sentence to sentence. */
function onSentenceKey(reader, event) {
  const last = reader.sentences.length - 1;
  const here = reader.sentences.indexOf(reader.opened);
  const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: last, Enter: here, " ": here }[event.key];
  if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  if (last >= 0) openSentence(reader, Math.min(Math.max(next, 0), last));
}

/** Show a sentence in the text, and say what is known of it. */
function openSentence(reader, number) {
  choose(reader, null);
  const one = reader.sentences[number];
  reader.opened = one;
  one.row.setAttribute("aria-selected", "true");
  reader.sentenceBox.setAttribute("aria-activedescendant", one.row.id);
  const range = rangeOf(reader, one.start, one.end);
  highlight(reader, "rhetoric-sentence", [range]);
  scrollToBox(reader, range.getBoundingClientRect());
  keepInStrip(reader, one.row);
  const about = aboutSentence(reader, one, number);
  reader.said.textContent = about[0].textContent;
  reader.apparatus.replaceChildren(reader.said, ...about);
  reader.apparatus.scrollTop = 0;
  reveal(reader);
}

/** Take the mark from the sentence that was opened. */
function closeSentence(reader) {
  if (!reader.opened) return;
  reader.opened.row.setAttribute("aria-selected", "false");
  reader.opened = null;
  highlight(reader, "rhetoric-sentence", []);
}

/** What there is to say about a sentence. */
function aboutSentence(reader, one, number) {
  const { row } = one;
  const parts = [`Sentence ${number + 1} of ${reader.sentences.length}`, `charge ${one.charge.toFixed(1)}`];
  if (row.classList.contains("hedged")) parts.push("hedged");
  if (row.classList.contains("boosted")) parts.push("boosted");
  if (row.classList.contains("both")) parts.push("hedged and boosted");
  if (row.classList.contains("quoted")) parts.push("quoted speech");
  const entry = element("p", { class: "entry" }, parts.join(" · "));
  if (one.evidence) {
    const rests = `rests on ${one.evidence === "assumption" ? "the author’s word (assumption)" : one.evidence}`;
    entry.append(` · ${rests}, probability ${Number(row.dataset.probability).toFixed(2)}`);
    if (row.dataset.reason) entry.append(element("br"), element("small", {}, row.dataset.reason));
  }
  const how =
    "Charge: the force of its loaded words in the author’s voice, added up. The probability says how likely people " +
    "who label evidence give it this label.";
  return [entry, element("p", { class: "how" }, how)];
}

/** The place of a stretch of the text on the page; offsets are code points of the whole text. */
function rangeOf(reader, start, end) {
  const range = document.createRange();
  const paragraphs = [...reader.pane.querySelectorAll(".prose > *")];
  const holder = paragraphs.filter((one) => Number(one.dataset.start) <= start).pop();
  if (!holder) return range;
  range.selectNodeContents(holder);
  let before = Number(holder.dataset.start);
  const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const letters = Array.from(node.data);
    const after = before + letters.length;
    const at = (offset) => letters.slice(0, offset - before).join("").length;
    if (before <= start && start < after) range.setStart(node, at(start));
    if (before < end && end <= after) range.setEnd(node, at(end));
    before = after;
  }
  return range;
}

/** Show ranges in a colour of the style sheet, beside those of other readers on the page. */
function highlight(reader, name, ranges) {
  if (!window.Highlight) return;
  const shared = CSS.highlights.get(name) ?? new window.Highlight();
  reader.highlights ??= new Map();
  for (const range of reader.highlights.get(name) ?? []) shared.delete(range);
  for (const range of ranges) shared.add(range);
  reader.highlights.set(name, ranges);
  CSS.highlights.set(name, shared);
}

/** Leave no colour behind when the text is drawn anew. */
function clearHighlights(reader) {
  for (const name of reader.highlights?.keys() ?? []) highlight(reader, name, []);
}

/** Bring a place of the text into view. */
function scrollToBox(reader, box) {
  if (reader.root.classList.contains("whole-page")) {
    window.scrollBy({ top: box.top - window.innerHeight / 3 });
    return;
  }
  const distance = box.top - reader.pane.getBoundingClientRect().top;
  reader.pane.scrollTo({ top: reader.pane.scrollTop + distance - reader.pane.clientHeight / 4 });
}

/** Scroll the strip, and nothing else, until a row of it is seen. */
function keepInStrip(reader, row) {
  const [what, frame] = [row.getBoundingClientRect(), reader.sentenceBox.getBoundingClientRect()];
  if (what.top < frame.top) reader.sentenceBox.scrollTop -= frame.top - what.top + 20;
  else if (what.bottom > frame.bottom) reader.sentenceBox.scrollTop += what.bottom - frame.bottom + 20;
}

/** Draw the bars; where hits can be decided about, they follow the decisions. */
function drawSentences(reader) {
  if (reader.options.isLive) countSentences(reader);
  const most = Math.max(...reader.sentences.map(({ charge }) => charge), 0.001);
  for (const [number, one] of reader.sentences.entries()) {
    const { row, charge } = one;
    const about = aboutSentence(reader, one, number)[0].firstChild.data;
    row.querySelector(".unseen").textContent = about;
    row.style.setProperty("--long", `${Math.max(STUB, (100 * charge) / most).toFixed(1)}%`);
  }
  const isShown = !reader.filter.off.has(LAYER);
  reader.sentenceBox.classList.toggle("without-support", !isShown);
  for (const kind of Object.keys(SUPPORT)) {
    const own = isShown ? reader.sentences.filter(({ evidence }) => evidence === kind) : [];
    highlight(reader, `rhetoric-${kind}`, own.map(({ start, end }) => rangeOf(reader, start, end)));
  }
}

/** Count charge, hedges and boosters of every sentence as they are now. */
function countSentences(reader) {
  const counts = reader.sentences.map(() => ({ charge: 0, hedge: 0, booster: 0, words: [] }));
  const starts = reader.sentences.map(({ start }) => start);
  for (const hit of reader.hits.values()) {
    if (hit.voice !== "author" || hit.state === "reject") continue;
    const own = counts[starts.findLastIndex((start) => start <= hit.start)];
    if (!own) continue;
    if (hit.marker === "loaded") {
      own.charge += hit.charge;
      own.words.push(hit);
    } else if (hit.marker in own) own[hit.marker] += 1;
  }
  counts.forEach(({ charge, hedge, booster, words }, number) => {
    const one = reader.sentences[number];
    const stance = ["neither", "hedged", "boosted", "both"][(hedge > 0) + 2 * (booster > 0)];
    one.charge = charge;
    one.row.classList.remove("neither", "hedged", "boosted", "both");
    one.row.classList.add(stance);
    const strongest = words.sort((a, b) => b.charge - a.charge).slice(0, 2);
    one.row.querySelector("span").textContent = strongest.map((hit) => hit.words.toLowerCase()).join(", ");
  });
}
