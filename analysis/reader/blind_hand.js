// Reading with keys, mouse or finger: which words are chosen, and what a key does to them.

// --- choosing words ------------------------------------------------------------------------

/** Choose words, from the one that was first touched to the last; −1 chooses none. */
function chooseWords(view, first, last) {
  const shade = (isOn) => {
    if (view.first < 0) return;
    const [from, to] = [view.first, view.last].sort((a, b) => a - b);
    for (let at = from; at <= to; at += 1) {
      view.words[at].el.classList.toggle("chosen", isOn);
      if (at < to) for (const gap of view.words[at].gaps) gap.el.classList.toggle("chosen", isOn);
    }
  };
  shade(false);
  [view.first, view.last] = [first, last];
  shade(true);
}

/** Let the cursor stand on a word: it has the focus, its sentence is the one that is scored. */
function goTo(view, at, { isSelecting = false, isQuiet = false } = {}) {
  const word = view.words[at];
  if (!word) return;
  view.words[view.cursor]?.el.setAttribute("tabindex", "-1");
  for (const el of view.words[view.cursor]?.sentence.els ?? []) el.classList.remove("now");
  view.cursor = at;
  for (const el of word.sentence.els) el.classList.add("now");
  word.el.setAttribute("tabindex", "0");
  if (!isQuiet) word.el.focus({ preventScroll: true });
  keepInView(view, word.el);
  if (!isSelecting) chooseWords(view, at, at);
  view.pending = null;
  view.mark = marksAt(view, at)[0] ?? null;
  showBar(view);
}

/** Scroll the text, and nothing around it, until a word is in view. */
function keepInView(view, el) {
  const [box, frame] = [el.getBoundingClientRect(), view.pane.getBoundingClientRect()];
  const room = Math.min(60, frame.height / 4);
  if (box.top < frame.top + room) view.pane.scrollTop -= frame.top + room - box.top;
  if (box.bottom > frame.bottom - room) view.pane.scrollTop += box.bottom - frame.bottom + room;
}

/** Extend what is chosen to a word, as far as its stretch of text goes. */
function extendTo(view, at) {
  if (view.first < 0) return goTo(view, at);
  const stretch = (one) => `${view.words[one].number} ${view.words[one].stretch}`;
  let last = at;
  while (stretch(last) !== stretch(view.first) || !isTogether(view, last)) last += last > view.first ? -1 : 1;
  chooseWords(view, view.first, last);
  goTo(view, last, { isSelecting: true });
}

/** Whether a word stands in the paragraph of the first chosen one. */
function isTogether(view, at) {
  return view.words[at].el.closest(".prose > *") === view.words[view.first].el.closest(".prose > *");
}

/** A tap, or a click: on a phone the second one says where the words end. */
function touchWord(view, at, isExtending) {
  // From one mark to another: she looks at them, she does not choose what lies between.
  const isLooking = view.first >= 0 && marksAt(view, view.first).length > 0 && marksAt(view, at).length > 0;
  const isSecond = view.pointer !== "mouse" && view.isOpen && view.first >= 0 && !isLooking;
  if (isExtending || (isSecond && isTogether(view, at))) {
    view.isOpen = false;
    extendTo(view, at);
  } else {
    view.isOpen = true;
    goTo(view, at);
  }
}

/** The number of the word at a place of the page, or −1. */
function wordAt(event) {
  const el = event.target.closest?.(".w");
  return el ? Number(el.dataset.w) : -1;
}

function listenToPointer(view) {
  let isDragging = false;
  view.pane.addEventListener("pointerdown", (event) => {
    view.pointer = event.pointerType || "mouse";
    if (view.pointer !== "mouse" || event.button || !view.isReading) return;
    const at = wordAt(event);
    if (at < 0) return;
    event.preventDefault(); // the browser's own selection would stand in the way
    isDragging = true;
    touchWord(view, at, event.shiftKey);
  });
  view.pane.addEventListener("pointermove", (event) => {
    if (!isDragging || view.pointer !== "mouse") return;
    if (!event.buttons) isDragging = false;
    const at = wordAt(event);
    if (isDragging && at >= 0 && at !== view.last) extendTo(view, at);
  });
  window.addEventListener("pointerup", () => (isDragging = false));
  view.pane.addEventListener("click", (event) => {
    const at = wordAt(event);
    if (view.isReading && view.pointer !== "mouse" && at >= 0) touchWord(view, at, false);
    if (view.beside && at >= 0) passageOfWord(view, at);
  });
}

// --- keys ----------------------------------------------------------------------------------

const MOVES = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: "down", ArrowUp: "up", Home: "first", End: "last" };

function blindKey(view, event) {
  if (event.target.matches("input, textarea, select") || event.target.closest("dialog")) return;
  const isCtrl = event.ctrlKey || event.metaKey;
  if (event.altKey || (isCtrl && !/^[zy]$/i.test(event.key))) return;
  const isDone = isCtrl ? undoKey(view, event) : view.isReading ? readingKey(view, event) : besideKey(view, event);
  if (!isDone) return;
  event.preventDefault();
  event.stopPropagation();
}

function undoKey(view, event) {
  const isRedo = event.key.toLowerCase() === "y" || event.shiftKey;
  if (isRedo) stepBack(view, view.future, view.past);
  else stepBack(view, view.past, view.future);
  return true;
}

function readingKey(view, event) {
  const { key } = event;
  if (key in MOVES && view.pane.contains(event.target)) return moveBy(view, MOVES[key], event.shiftKey);
  if (key === "Escape") return letGo(view);
  if (view.pending && /^[1-9]$/.test(key)) return pickPending(view, Number(key));
  if (key === "+" || key === "=") return scoreBy(view, 1);
  if (key === "-" || key === "−") return scoreBy(view, -1);
  if (key === "0") return scoreBy(view, 0);
  if (key === "," || key === ".") return toMark(view, key === "." ? 1 : -1);
  if ((key === "x" || key === "Delete") && view.mark) return editMark(view, null) ?? true;
  if (key === "n" && view.mark) return view.bar.querySelector(".mark input")?.focus() ?? true;
  if (key === "d") return askDevice(view);
  const entry = [...view.guide.values()].find((one) => one.key && one.key === key.toLowerCase());
  return entry ? askKind(view, entry) : false;
}

/** Move the cursor by a word or a sentence; with Shift, what is chosen grows. */
function moveBy(view, step, isExtending) {
  const here = Math.max(0, view.cursor);
  let at = { first: 0, last: view.words.length - 1 }[step] ?? here + step;
  if (step === "down" || step === "up") at = bySentence(view, here, step === "down", isExtending);
  at = Math.max(0, Math.min(view.words.length - 1, at));
  if (isExtending) extendTo(view, at);
  else goTo(view, at);
  return true;
}

function bySentence(view, here, isDown, isExtending) {
  const { sentence } = view.words[here];
  if (isExtending) {
    const last = view.words.findLastIndex((word) => word.sentence === sentence);
    return isDown ? last : sentence.first;
  }
  const next = view.words.findIndex((word, at) => at > here && word.sentence !== sentence);
  if (isDown) return next < 0 ? here : next;
  return here > sentence.first ? sentence.first : view.words[Math.max(0, here - 1)].sentence.first;
}

/** The keys + and − go on from the score that is there, or from 0; 0 is 0. */
function scoreBy(view, step) {
  const sentence = view.words[view.cursor]?.sentence;
  if (!sentence) return false;
  const old = scoreOf(view, sentence);
  const score = step ? Math.max(-4, Math.min(4, (old ?? 0) + step)) : 0;
  if (score !== old) scoreSentence(view, score);
  return true;
}

/** Go to the next or previous mark. */
function toMark(view, step) {
  const starts = view.marks.flatMap((marks, number) =>
    marks
      .filter((mark) => mark.marker !== "sentence")
      .map((mark) => wordsOf(view, number, mark.start, mark.end)?.first ?? 0),
  );
  const order = [...new Set(starts)].sort((a, b) => step * (a - b));
  const next = order.find((at) => step * (at - view.cursor) > 0);
  if (next !== undefined) goTo(view, next);
  return true;
}

/** Let go of what is being asked, then of what is chosen; the focus goes back to the text. */
function letGo(view) {
  const wasAsking = view.pending;
  view.pending = null;
  if (!wasAsking) chooseWords(view, -1, -1);
  if (!wasAsking) view.mark = null;
  view.words[view.cursor]?.el.focus({ preventScroll: true });
  showBar(view);
  return true;
}
