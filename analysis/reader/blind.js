// Reading before the machine does: words are chosen with keys, mouse or finger, named and scored.
// reader.js stands before this file; blind_hand.js, blind_bar.js and beside.js after it. No mark of a machine is
// on the page until the reading is finished. Every word comes with its offsets from Python, so
// nothing is counted here; words of the text only ever become text nodes.

const N_LANES = 4; // lines below the words that can be told apart where marks overlap
const BLIND_KEYS = [
  ["→ ←", "next and previous word"],
  ["↓ ↑", "next and previous sentence"],
  ["Home, End", "first and last word"],
  ["Shift + → ←", "choose more or fewer words"],
  ["Shift + ↓", "choose to the end of the sentence"],
  ["l h b a d", "mark them: loaded, hedge, booster, attribution, device"],
  ["1 2 3 …", "then the kind and the force, or the device"],
  ["+ −", "score the sentence higher or lower"],
  ["0", "score it 0: it neither condemns nor praises"],
  ["n", "a note on the mark"],
  ["x, Delete", "remove the mark"],
  [", .", "previous and next mark"],
  ["Ctrl + Z", "undo; with Shift, do it again"],
  ["Esc", "choose nothing; back to the text"],
  ["?", "this list"],
];

/**
 * @typedef {object} Mark What a reader marked; its offsets count code points, as Python does.
 * @property {string} marker
 * @property {string} category
 * @property {number} start
 * @property {number} end
 * @property {string} text
 * @property {number|null} force
 * @property {string} note
 * @property {number|null} score
 */

/**
 * Make the page of a reading.
 * @param {HTMLElement} root
 * @param {object} page from Python: title, texts, guide, forces
 * @param {object} door where marks go
 * @param {function(string): void} door.begin is told the initials; answers by takeReading
 * @param {function(number, Mark[]): void} door.save keeps all marks of one text
 * @param {function(): void} door.finish
 * @param {function(): void} door.leave the initials that were given are another's
 * @returns {object} the view
 */
function makeBlind(root, page, door) {
  root.classList.add("rhetoric-reader", "blind");
  const view = {
    root, door,
    past: [], future: [],
    cursor: -1, first: -1, last: -1, isOpen: false,
    pointer: window.matchMedia("(hover: none)").matches ? "touch" : "mouse",
    pending: null, mark: null, isReading: false, beside: null,
  };
  takePage(view, page);
  view.title = element("h2", {}, page.title);
  view.told = element("p", { class: "told", role: "status" });
  view.status = element("p", { class: "status", role: "status" });
  view.pane = element("div", { class: "pane", role: "region", "aria-label": "Text", tabindex: "-1" });
  view.side = element("div", { class: "side" });
  view.bar = element("div", { class: "blind-bar", role: "toolbar", "aria-label": "Marks" });
  view.desk = element("div", { class: "desk" }, view.pane, view.side);
  view.start = startScreen(view);
  view.keys = keysDialog(root, BLIND_KEYS);
  // Whatever grows stands above the buttons: none may move away from below a finger.
  root.append(view.title, view.start, view.desk, view.status, view.bar);
  view.desk.hidden = view.bar.hidden = true;
  listenToPointer(view);
  root.addEventListener("keydown", (event) => blindKey(view, event));
  return view;
}

/** Take over what is read: a reading that was begun may be of other sentences. */
function takePage(view, page) {
  view.page = page;
  view.guide = new Map(page.guide.map((entry) => [entry.name, entry]));
  view.marks = page.texts.map(() => []);
  view.words = [];
  view.sentences = [];
}

/** Take over the marks of a reading, as they were kept. */
function takeReading(view, state) {
  const { reader, marks, finished, beside } = state;
  if (!reader) return;
  // Initials that were typed may be another's, whose marks nobody else should see or change.
  const isAsked = view.isAsked && marks.flat().length > 0;
  view.isAsked = false;
  if (isAsked) {
    askWhose(view, state);
    return;
  }
  view.marks = marks.map((list) => list.map((mark) => ({ ...mark })));
  view.reader = reader;
  const wasReading = view.isReading;
  view.isReading = !finished;
  if (!view.words.length) drawTexts(view);
  view.start.hidden = true;
  view.desk.hidden = false;
  view.bar.hidden = false;
  if (finished) {
    showFinished(view, beside);
    return;
  }
  view.root.classList.remove("finished");
  if (!wasReading) buildBar(view);
  view.mark = null;
  showMarks(view);
  showBar(view);
  if (!wasReading) goOn(view);
}

/** Go to where the reading stood: after the last mark. */
function goOn(view) {
  const ends = view.marks.map((marks) => Math.max(-1, ...marks.map((mark) => mark.start)));
  const number = ends.findLastIndex((end) => end >= 0);
  const word = view.words.findIndex((one) => one.number === number && one.start >= ends[number]);
  // Only whoever has just pressed the button is taken there; a page that opens takes no focus.
  goTo(view, Math.max(0, word), { isSelecting: true, isQuiet: !view.takesFocus });
}

// --- the text ------------------------------------------------------------------------------

/** Draw all texts: words, what stands between them, and a button at the end of each sentence. */
function drawTexts(view) {
  const drawn = view.page.texts.map((text, number) => drawText(view, text, number));
  view.pane.replaceChildren(...drawn);
}

function drawText(view, text, number) {
  const made = element("div", { class: "prose" });
  const base = view.sentences.length;
  for (const [start, end] of text.sentences) {
    view.sentences.push({ number, start, end, text: "", els: [], first: -1, chip: null });
  }
  if (view.page.texts.length > 1) made.append(element("h3", {}, text.title));
  for (const { kind, pieces } of text.blocks) made.append(drawBlock(view, number, base, kind, pieces));
  return made;
}

function drawBlock(view, number, base, kind, pieces) {
  const made = element(kind);
  let open = null; // the sentence that is being drawn
  let last = null; // the word before
  const close = () => {
    if (open && view.guide.has("sentence")) made.append(chipOf(view, open));
    open = null;
  };
  for (const piece of pieces) {
    const at = piece.length > 2 ? piece[3] : piece[1] ?? -1;
    const sentence = at < 0 ? null : view.sentences[base + at];
    if (sentence !== open) close();
    open = sentence;
    if (piece.length > 2) last = drawWord(view, number, sentence, piece);
    const el = piece.length > 2 ? last.el : drawGap(kind, piece, last);
    made.append(el);
    if (!sentence) continue;
    sentence.text += piece[0];
    sentence.els.push(el);
  }
  close();
  return made;
}

function drawWord(view, number, sentence, [text, start, end, , stretch]) {
  const el = element("span", { class: "w", "data-w": view.words.length, tabindex: "-1" }, text);
  if (sentence.first < 0) sentence.first = view.words.length;
  const word = { text, start, end, number, stretch, sentence, el, gaps: [], drawn: "" };
  view.words.push(word);
  return word;
}

/** What stands between words, a heading, or words that are shown for their context only. */
function drawGap(kind, [text, sentence], last) {
  if (kind === "h3") return document.createTextNode(text);
  const el = element("span", { class: sentence === undefined ? "context" : "g" }, text);
  if (last && sentence !== undefined) last.gaps.push({ el, text });
  return el;
}

/** The button at the end of a sentence: its score, or that it has none. */
function chipOf(view, sentence) {
  sentence.chip = element("button", { type: "button", class: "chip", tabindex: "-1" });
  sentence.chip.addEventListener("click", () => {
    if (sentence.first < 0 || !view.isReading) return;
    goTo(view, sentence.first);
    view.bar.querySelector(".scale [aria-pressed=true], .scale button")?.focus();
  });
  return sentence.chip;
}

/** The exact characters from one word to another of the same stretch. */
function textOf(view, first, last) {
  let text = "";
  for (let at = first; at <= last; at += 1) {
    text += view.words[at].text;
    if (at < last) for (const gap of view.words[at].gaps) text += gap.text;
  }
  return text;
}

/** The first and the last word that a passage touches, or null. */
function wordsOf(view, number, start, end) {
  const first = countWhile(view.words, (word) => word.number < number || (word.number === number && word.end <= start));
  const last = countWhile(view.words, (word) => word.number < number || (word.number === number && word.start < end)) - 1;
  return first > last ? null : { first, last };
}

/** How many of a list, from its beginning, are so; the list is sorted by it. */
function countWhile(list, isSo) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(list[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}

// --- marks on the text ---------------------------------------------------------------------

/** Draw the marks, and only where they changed; at the ends of sentences their scores. */
function showMarks(view) {
  const items = view.marks.flatMap((marks, number) =>
    marks
      .filter((mark) => mark.marker !== "sentence")
      .map((mark) => ({ ...wordsOf(view, number, mark.start, mark.end), look: markerClass(mark.marker) }))
      .filter((item) => item.first !== undefined),
  );
  drawItems(view, items);
  for (const sentence of view.sentences) {
    if (!sentence.chip) continue;
    const score = scoreOf(view, sentence);
    sentence.chip.textContent = score === null ? "·" : signed(score);
    sentence.chip.classList.toggle("scored", score !== null);
    const words = score === null ? "Score this sentence" : `Score of this sentence: ${signed(score)}`;
    sentence.chip.setAttribute("aria-label", words);
  }
}

/**
 * Draw lines below words.
 * @param {object} view
 * @param {{first: number, last: number, look: string}[]} items
 */
function drawItems(view, items) {
  const covering = view.words.map(() => []);
  const placed = [];
  for (const item of [...items].sort((a, b) => a.last - a.first - (b.last - b.first))) {
    const near = placed.filter((other) => other.first <= item.last && item.first <= other.last);
    const free = [...Array(N_LANES).keys()].find((lane) => !near.some((other) => other.lane === lane));
    const laid = { ...item, lane: free ?? N_LANES - 1 };
    placed.push(laid);
    for (let at = item.first; at <= item.last; at += 1) covering[at].push(laid);
  }
  view.words.forEach((word, at) => {
    const name = covering[at].map((item) => `${item.look}${item.lane}${item.last > at}`).join();
    if (name === word.drawn) return;
    word.drawn = name;
    word.el.replaceChildren(nested(word.text, covering[at]));
    const beyond = covering[at].filter((item) => item.last > at);
    for (const gap of word.gaps) gap.el.replaceChildren(nested(gap.text, beyond));
  });
}

/** Some text within a mark for every item, the shortest innermost. */
function nested(text, items) {
  return items.reduce(
    (inner, item) => element("mark", { class: `${item.look} lane${item.lane}` }, inner),
    document.createTextNode(text),
  );
}

/** A number with its sign. */
function signed(score) {
  return score > 0 ? `+${score}` : String(score).replace("-", "−");
}

/** The score that a sentence was given, or null. */
function scoreOf(view, sentence) {
  const isIt = (mark) => mark.marker === "sentence" && mark.start === sentence.start;
  return view.marks[sentence.number].find(isIt)?.score ?? null;
}

/** The marks that cover a word, the shortest first. */
function marksAt(view, at) {
  const word = view.words[at];
  if (!word) return [];
  return view.marks[word.number]
    .filter((mark) => mark.marker !== "sentence" && mark.start < word.end && word.start < mark.end)
    .sort((a, b) => a.end - a.start - (b.end - b.start));
}

// --- changing marks ------------------------------------------------------------------------

/** Replace the marks of a text, keep them at once, and note how to go back. */
function changeMarks(view, number, marks) {
  view.past.push([number, view.marks[number]]);
  view.future = [];
  setMarks(view, number, marks);
}

function setMarks(view, number, marks) {
  view.marks[number] = marks;
  view.door.save(number, marks);
  showMarks(view);
  showBar(view);
}

/** Undo or redo one step, and go where it was. */
function stepBack(view, from, to) {
  const step = from.pop();
  if (!step || !view.isReading) return;
  const [number, marks] = step;
  const now = view.marks[number];
  to.push([number, now]);
  const names = (list) => new Map(list.map((mark) => [JSON.stringify(mark), mark]));
  const [before, after] = [names(now), names(marks)];
  const changed = [...after, ...before].find(([name]) => before.has(name) !== after.has(name))?.[1];
  const place = changed && wordsOf(view, number, changed.start, changed.end);
  view.mark = null;
  setMarks(view, number, marks);
  if (place) goTo(view, place.first);
}

/** Mark the chosen words; an earlier mark of the same kind that they touch makes way. */
function addMark(view, marker, category, force) {
  const [first, last] = [view.first, view.last].sort((a, b) => a - b);
  const { number, start } = view.words[first];
  const { end } = view.words[last];
  const text = textOf(view, first, last);
  const mark = { marker, category, start, end, text, force, note: "", score: null };
  const isOther = (other) => other.marker !== marker || other.end <= start || end <= other.start;
  const kept = view.marks[number].filter(isOther);
  const isReplacing = kept.length < view.marks[number].length;
  view.mark = mark;
  view.pending = null;
  view.lastMarked = [first, last];
  chooseWords(view, -1, -1);
  changeMarks(view, number, [...kept, mark]);
  if (isReplacing) view.told.append(" It takes the place of an earlier mark.");
}

/** Change or remove the mark that is looked at. */
function editMark(view, change) {
  const number = view.marks.findIndex((marks) => marks.includes(view.mark));
  if (number < 0) return;
  const edited = change && { ...view.mark, ...change };
  const marks = view.marks[number].flatMap((mark) => (mark === view.mark ? edited ?? [] : mark));
  view.mark = edited;
  changeMarks(view, number, marks);
}

/** Score the sentence of the cursor; the same score a second time takes it back. */
function scoreSentence(view, score) {
  const sentence = view.words[view.cursor]?.sentence;
  if (!sentence || !view.guide.has("sentence")) return;
  view.isOpen = false; // the next tap is a first one
  const { number, start, end, text } = sentence;
  const others = view.marks[number].filter((m) => m.marker !== "sentence" || m.start !== start);
  const mark = { marker: "sentence", category: "", start, end, text, force: null, note: "", score };
  const isSame = scoreOf(view, sentence) === score;
  changeMarks(view, number, isSame ? others : [...others, mark]);
}
