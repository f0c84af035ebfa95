// The reader as a widget: decisions about hits, and the profile, figure and concordance that
// follow them. reader.js stands before this file; Python keeps the decisions and answers with a
// new page, filters are applied here at once.

const MAIN_MARKERS = ["loaded", "hedge", "booster", "attribution"];
const ROWS_AT_FIRST = 100;
const PATIENCE = 8000; // milliseconds after which an unanswered decision is called unsaved

const SHORTCUTS = { a: "accept", r: "reject", u: "forget" };
const STATES = {
  "": "",
  accept: "accepted",
  reject: "rejected",
  relabel: "relabelled",
  add: "added",
};

/** anywidget calls this once for every place where the widget is shown. */
function render({ model, el }) {
  const view = makeView(model);
  el.replaceChildren(view.root);
  const onPage = () => showPage(view);
  const onStates = () => showStates(view);
  const onStatus = () => showStatus(view);
  model.on("change:page", onPage);
  model.on("change:states", onStates);
  model.on("change:status", onStatus);
  const release = keepKeys(view.root);
  showPage(view);
  showStatus(view);
  return () => {
    release();
    model.off("change:page", onPage);
    model.off("change:states", onStates);
    model.off("change:status", onStatus);
  };
}

/** Make the frame that stays while pages come and go. */
function makeView(model) {
  const root = element("div", { class: "rhetoric-reader linked" });
  const view = { model, root, filter: null, counted: "reviewed", sort: null, query: "", all: false };
  view.title = element("h2");
  view.status = element("p", { class: "status", role: "status" });
  view.tools = element("div", { class: "tools" });
  view.text = element("div", { class: "text" });
  view.measures = element("div", { class: "measures" });
  view.lines = element("div", { class: "lines" });
  const columns = element("div", { class: "columns" }, view.text, view.measures);
  root.append(view.title, view.status, view.tools, columns, view.lines);
  buildConcordance(view);
  return view;
}

/** Show what Python sent: the text with its hits, and everything counted from them. */
function showPage(view) {
  const page = view.model.get("page");
  view.page = page;
  view.kinds = new Map(
    page.kinds.map(([marker, name, categories]) => [
      marker,
      { label: name, categories: new Map(categories) },
    ]),
  );
  view.filter ??= firstFilter(view.kinds);
  view.hits = new Map(page.hits.map((hit) => [hit.id, { ...hit }]));
  takeStates(view);
  view.title.textContent = page.title;
  if (!view.slider) buildTools(view);
  const before = rememberPlace(view);
  showText(view);
  restorePlace(view, before);
  window.clearTimeout(view.timer);
}

/** Take over what was decided about each hit. */
function takeStates(view) {
  view.states = view.model.get("states");
  for (const hit of view.hits.values()) [hit.state, hit.note] = view.states.hits[hit.id];
}

/** Show decisions that leave all hits in their places; a new page comes with its own states. */
function showStates(view) {
  if (view.page !== view.model.get("page")) return;
  takeStates(view);
  markStates(view);
  applyFilter(view.reader);
  const active = view.root.getRootNode().activeElement;
  const action = view.reader.apparatus.contains(active) ? active.dataset.action : null;
  showHits(view.reader, view.reader.current);
  if (action) view.reader.apparatus.querySelector(`[data-action="${action}"]`)?.focus();
}

/** Devices cover whole sentences, so they are shown only when asked for. */
function firstFilter(kinds) {
  const markers = [...kinds.keys()];
  const main = markers.filter((marker) => MAIN_MARKERS.includes(marker));
  const off = main.length ? markers.filter((marker) => !main.includes(marker)) : [];
  return { off: new Set(off), voice: "both" };
}

// --- the text ------------------------------------------------------------------------------

/** Draw the strip, the text and the apparatus anew. */
function showText(view) {
  const strip = element("nav", { class: "strip", "aria-label": "Sections" });
  const pane = element("div", { class: "pane", tabindex: "0", role: "region", "aria-label": "Text" });
  strip.append(element("ol", {}, ...view.page.sections.map(sectionLink)));
  pane.append(...view.page.sections.map((section) => sectionElement(view, section)));
  view.text.replaceChildren(strip, pane, findBox(view));
  view.tools.querySelector(":scope > .filters")?.remove();
  const placeholder = element("p", { class: "legend" });
  view.text.prepend(placeholder);
  view.reader = startReader(view.text, view.hits, {
    filter: view.filter,
    kinds: view.kinds,
    shell: view.root,
    onFilter: () => showMeasures(view),
    actions: (reader, hits) => hits.map((hit) => actionsFor(view, hit)),
    onLetter: (_reader, letter) => decideByLetter(view, letter),
  });
  view.tools.prepend(view.reader.filters);
  markStates(view);
  pane.addEventListener("mouseup", () => window.setTimeout(() => readSelection(view)));
  pane.addEventListener("keyup", (event) => event.shiftKey && readSelection(view));
}

/** A section's name in the strip. */
function sectionLink(section) {
  const link = element("a", { href: `#section-${section.id}`, title: section.title }, section.title);
  return element("li", { style: `flex-grow: ${section.end - section.start}` }, link);
}

/** One section: heading, margin, paragraphs. */
function sectionElement(view, section) {
  const made = element("section", {
    "data-id": section.id,
    "data-start": section.start,
    "data-end": section.end,
    "data-author": section.n_words - section.n_words_quoted,
    "data-quoted": section.n_words_quoted,
  });
  const notes = [...view.kinds].map(([marker, { label }]) =>
    element("li", { "data-marker": marker }, swatch(marker, label), element("b"), element("span")),
  );
  const size = `${section.n_words.toLocaleString("en")} words; hits and rate per 1,000`;
  const aside = element("aside", {}, element("p", {}, size), element("ul", {}, ...notes));
  const prose = element("div", { class: "prose" });
  for (const paragraph of section.paragraphs) prose.append(paragraphElement(view, paragraph));
  made.append(element("h3", {}, section.title), aside, prose);
  return made;
}

/** One paragraph: pieces of text, each within a mark for every hit that covers it. */
function paragraphElement(view, paragraph) {
  const made = element(paragraph.kind, { "data-start": paragraph.start });
  for (const [, text, covering] of paragraph.pieces) {
    let piece = document.createTextNode(text);
    for (const [id, lane] of [...covering].reverse()) {
      piece = markElement(view.hits.get(id), lane, piece);
    }
    made.append(piece);
  }
  return made;
}

/** A mark around a piece of text. */
function markElement(hit, lane, piece) {
  const voice = hit.voice === "quoted" ? " quoted" : "";
  const name = `${markerClass(hit.marker)}${voice} lane${lane}`;
  return element("mark", { class: name, "data-hit": hit.id }, piece);
}

/** Show on the marks what was decided. */
function markStates(view) {
  for (const [id, marks] of view.reader.marks) {
    const { state } = view.hits.get(id);
    for (const mark of marks) {
      mark.classList.remove(...Object.keys(STATES).filter(Boolean));
      if (state) mark.classList.add(state);
    }
    marks.at(-1).classList.add("tail");
  }
}

/** The marker and place of a hit: its name between one page and the next. */
function keyOf(hit) {
  return `${hit.start} ${hit.end} ${hit.marker}`;
}

/** Note where the reader is, before the text is drawn anew. */
function rememberPlace(view) {
  if (!view.reader) return null;
  const { reader } = view;
  const active = view.root.getRootNode().activeElement;
  const current = reader.current?.hitIds.map((id) => keyOf(reader.hits.get(id))) ?? [];
  return {
    top: reader.pane.scrollTop,
    current: new Set(current),
    start: reader.current ? reader.hits.get(reader.current.hitIds[0]).start : null,
    action: reader.apparatus.contains(active) ? active.dataset.action : null,
    inText: reader.pane.contains(active),
  };
}

/** Go back to the place that was noted. */
function restorePlace(view, place) {
  if (!place) return;
  const { reader } = view;
  reader.pane.style.scrollBehavior = "auto";
  reader.pane.scrollTop = place.top;
  reader.pane.style.scrollBehavior = "";
  const same = (stop) =>
    stop.all.some((id) => place.current.has(keyOf(reader.hits.get(id)))) ||
    stop.begins.some((id) => reader.hits.get(id).start === place.start);
  const stop = reader.stops.find((stop) => stop.active && same(stop));
  if (!stop) return;
  choose(reader, stop.outer);
  if (place.inText) stop.outer.focus({ preventScroll: true });
  else if (place.action) reader.apparatus.querySelector(`[data-action="${place.action}"]`)?.focus();
}

// --- decisions -----------------------------------------------------------------------------

/** Send a decision to Python, which keeps it and answers with a new page. */
function send(view, message) {
  view.status.textContent = "Saving …";
  window.clearTimeout(view.timer);
  view.timer = window.setTimeout(() => {
    view.status.textContent = "The kernel does not answer: this decision is not saved.";
    view.status.classList.add("problem");
  }, PATIENCE);
  view.model.send(message);
}

/** What can be done with a hit: accept, reject, take back, relabel, a note. */
function actionsFor(view, hit) {
  const row = element("div", { class: "actions" });
  row.append(swatch(hit.marker, hit.marker_label));
  for (const [decision, name] of [["accept", "Accept"], ["reject", "Reject"]]) {
    row.append(decisionButton(view, hit, decision, name, hit.state === decision));
  }
  if (hit.state) row.append(decisionButton(view, hit, "forget", "Take back", false));
  const kind = kindChoice(view, "Relabel as …", `relabel ${hit.id}`);
  kind.addEventListener("change", () => {
    if (!kind.value) return;
    const [marker, category] = kind.value.split("/");
    send(view, { do: "relabel", key: hit.key, to: [marker, category], note: hit.note });
  });
  const note = element("input", {
    type: "text",
    placeholder: "Note",
    "aria-label": `Note on ${hit.words}`,
    "data-action": `note ${hit.id}`,
  });
  note.value = hit.note;
  note.disabled = !hit.state;
  note.addEventListener("change", () => send(view, { do: "note", key: hit.key, note: note.value }));
  row.append(element("label", {}, kind), note);
  return row;
}

/** A button that sends one decision. */
function decisionButton(view, hit, decision, name, pressed) {
  const button = element("button", {
    type: "button",
    class: "button",
    "data-action": `${decision} ${hit.id}`,
    "aria-pressed": String(pressed),
  });
  button.textContent = name;
  button.addEventListener("click", () => decide(view, hit, decision));
  return button;
}

/** Accept, reject or take back. */
function decide(view, hit, decision) {
  send(view, { do: decision, key: hit.key, note: hit.note });
}

/** The keys a, r and u decide about the hit that the apparatus names first. */
function decideByLetter(view, letter) {
  const decision = SHORTCUTS[letter];
  const { reader } = view;
  if (!decision || !reader.current) return false;
  const ids = [...reader.current.hitIds].reverse();
  const hit = ids.map((id) => view.hits.get(id)).find((hit) => isShown(hit, view.filter));
  if (!hit || (decision === "forget" && !hit.state)) return false;
  decide(view, hit, decision);
  return true;
}

/** A list of all categories, grouped by marker. */
function kindChoice(view, first, action) {
  const select = element("select", { "aria-label": first, "data-action": action });
  select.append(element("option", { value: "" }, first));
  for (const [marker, { label, categories }] of view.kinds) {
    const group = element("optgroup", { label });
    for (const [category, name] of categories) {
      group.append(element("option", { value: `${marker}/${category}` }, `${label}: ${name}`));
    }
    select.append(group);
  }
  return select;
}

// --- marking words that were overlooked ----------------------------------------------------

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

// --- above the text: what is counted, sensitivity, what was saved -------------------------

/** The tools that stay: what is counted, and how easily a word counts as loaded. */
function buildTools(view) {
  const counted = element("select", { class: "counted" });
  const choices = [
    ["reviewed", "as reviewed"],
    ["raw", "as found by the tool"],
    ["both", "both"],
  ];
  for (const [value, name] of choices) counted.append(element("option", { value }, name));
  counted.addEventListener("change", () => {
    view.counted = counted.value;
    showMeasures(view);
  });
  view.slider = element("input", { type: "range", min: "0", max: "1", step: "0.01" });
  view.slider.value = String(view.model.get("sensitivity"));
  const value = element("output", {}, Number(view.slider.value).toFixed(2));
  let waiting = null;
  view.slider.addEventListener("input", () => {
    value.textContent = Number(view.slider.value).toFixed(2);
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      view.model.set("sensitivity", Number(view.slider.value));
      view.model.save_changes();
    }, 40);
  });
  const row = element("div", { class: "choices" }, element("label", {}, "Count hits ", counted));
  const sensitivity = element("label", {}, "Sensitivity for loaded language ", view.slider, value);
  if (view.page.has_sensitivity) row.append(sensitivity);
  view.tools.append(row);
}

/** Say how many decisions there are and where they are kept. */
function showStatus(view) {
  const { text, problem } = view.model.get("status");
  window.clearTimeout(view.timer);
  view.status.textContent = text;
  view.status.classList.toggle("problem", Boolean(problem));
}

// --- the profile ---------------------------------------------------------------------------

/** The markers that are shown. */
function shownMarkers(view) {
  return [...view.kinds.keys()].filter((marker) => !view.filter.off.has(marker));
}

/**
 * Count the hits of every section and marker and work out rates with their intervals.
 * @param {object} view
 * @param {boolean} raw as the tool found them, instead of as reviewed
 * @returns {Map<string, {count: number, rate: number, low: number, high: number}>}
 */
function rateTable(view, raw) {
  const voice = countedVoice(view.filter);
  const counts = new Map();
  for (const hit of view.hits.values()) {
    const label = raw ? hit.raw : hit.state === "reject" ? null : [hit.marker, hit.category];
    if (!label || hit.voice !== voice) continue;
    const [marker, category] = label;
    if (!isShown({ marker, category, voice }, view.filter)) continue;
    const key = `${hit.section} ${marker}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const table = new Map();
  for (const section of view.page.sections) {
    const quoted = section.n_words_quoted;
    const nWords = voice === "quoted" ? quoted : section.n_words - quoted;
    for (const marker of shownMarkers(view)) {
      const key = `${section.id} ${marker}`;
      table.set(key, rateWithInterval(view, counts.get(key) ?? 0, nWords));
    }
  }
  return table;
}

/** A rate per 1,000 words with its interval; Python sent the bounds for every count. */
function rateWithInterval(view, count, nWords) {
  if (!nWords) return { count, rate: NaN, low: NaN, high: NaN };
  const { low, high } = view.page.poisson;
  const known = Math.min(count, low.length - 1);
  const scale = 1000 / nWords;
  return { count, rate: scale * count, low: scale * low[known], high: scale * high[known] };
}

/** Bring the profile, the figure and the concordance up to date. */
function showMeasures(view) {
  if (!view.page) return;
  const tables = { reviewed: rateTable(view, false), raw: rateTable(view, true) };
  const main = view.counted === "raw" ? tables.raw : tables.reviewed;
  const other = view.counted === "both" ? tables.raw : null;
  view.measures.replaceChildren(
    element("h3", {}, "Profile"),
    profileFigure(view, main, other),
    element("p", { class: "note" }, profileNote(view)),
    profileTable(view, main, other),
  );
  fillConcordance(view);
}

/** How to read the profile. */
function profileNote(view) {
  const voice = countedVoice(view.filter) === "quoted" ? "in quoted speech" : "in the author’s voice";
  const basis = {
    raw: "As found by the tool.",
    reviewed: `Reviewed: ${view.states.decisions}.`,
    both: `Filled: reviewed (${view.states.decisions}); hollow: as found by the tool.`,
  }[view.counted];
  return `Hits per 1,000 words ${voice}. Lines and brackets: 95 % intervals; small figures: hits. ${basis}`;
}

/** A number with its minus sign, or a dash for none. */
function numeral(value, digits) {
  return Number.isFinite(value) ? value.toFixed(digits).replace("-", "−") : "–";
}

/** One row per section, one column per shown marker. */
function profileTable(view, main, other) {
  const markers = shownMarkers(view);
  const head = element("tr", {}, element("th", { scope: "col" }, "Section"));
  head.append(element("th", { scope: "col" }, "Sentiment"));
  for (const marker of markers) {
    head.append(element("th", { scope: "col" }, swatch(marker, view.kinds.get(marker).label)));
  }
  const body = element("tbody");
  for (const section of view.page.sections) {
    const row = element("tr", { "data-id": section.id });
    const size = `${section.n_words.toLocaleString("en")} words`;
    row.append(element("th", { scope: "row" }, section.title, element("small", {}, size)));
    row.append(element("td", {}, numeral(section.sentiment[0], 2)));
    for (const marker of markers) {
      const key = `${section.id} ${marker}`;
      row.append(rateCell(marker, main.get(key), other?.get(key)));
    }
    body.append(row);
  }
  const table = element("table", { class: "profile" }, element("thead", {}, head), body);
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Profile table" }, table);
}

/** A rate, its interval and count; with the raw count beside it if that differs. */
function rateCell(marker, value, raw) {
  const cell = element("td", { "data-marker": marker, "data-count": value.count });
  const interval = `${numeral(value.low, 0)}–${numeral(value.high, 0)}`;
  cell.append(element("b", {}, numeral(value.rate, 1)));
  cell.append(element("span", {}, ` · ${value.count}`), element("small", {}, `[${interval}]`));
  if (raw && raw.count !== value.count) cell.append(element("small", {}, `tool: ${raw.count}`));
  return cell;
}

const PANEL = 104; // pixels
const GAP = 24;
const LABELS = 124;
const STEP = 30;

/** Dots with their intervals: a panel for sentiment and one for every shown marker. */
function profileFigure(view, main, other) {
  const { sections } = view.page;
  const markers = shownMarkers(view);
  const width = LABELS + (markers.length + 1) * (PANEL + GAP);
  const height = 44 + STEP * sections.length;
  const figure = drawing("svg", {
    viewBox: `0 0 ${width} ${height}`,
    width: String(width),
    role: "img",
    "aria-label": "Sentiment and rates by section; the table below has the numbers",
  });
  sections.forEach((section, row) => figure.append(...rowLabel(section, row, width)));
  const sentiment = sections.map(({ sentiment: [rate, low, high] }) => ({ rate, low, high }));
  figure.append(panel("Sentiment", "sentiment", LABELS, sentiment, [], [-1, 1]));
  markers.forEach((marker, column) => {
    const values = sections.map((section) => main.get(`${section.id} ${marker}`));
    const raws = other ? sections.map((section) => other.get(`${section.id} ${marker}`)) : [];
    const bounds = [...values, ...raws].map((value) => value.high).filter(Number.isFinite);
    const x = LABELS + (column + 1) * (PANEL + GAP);
    const { label } = view.kinds.get(marker);
    figure.append(panel(label, markerClass(marker), x, values, raws, [0, Math.max(1, ...bounds)]));
  });
  return element("div", { class: "scroll figure", tabindex: "0", role: "region", "aria-label": "Profile figure" }, figure);
}

/** The band and the name of one section. */
function rowLabel(section, row, width) {
  const y = 22 + row * STEP;
  const band = drawing("rect", { class: "band", x: 0, y, width, height: STEP });
  const name = section.title.length > 21 ? `${section.title.slice(0, 20)}…` : section.title;
  const text = drawing("text", { x: 0, y: y + STEP / 2 + 4 }, name);
  text.append(drawing("title", {}, section.title));
  return row % 2 ? [text] : [band, text];
}

/** One panel of dots; hollow dots for the raw values where they differ. */
function panel(title, name, x, values, raws, [least, most]) {
  const group = drawing("g", { class: name, transform: `translate(${x} 0)` });
  const place = (value) => ((value - least) / (most - least)) * PANEL;
  group.append(drawing("text", { class: "title", y: 13 }, title));
  const bottom = 24 + STEP * values.length;
  if (least < 0) group.append(drawing("line", { class: "zero", x1: place(0), x2: place(0), y1: 22, y2: bottom }));
  values.forEach((value, row) => {
    const y = 22 + row * STEP + STEP / 2 + 3;
    if (!Number.isFinite(value.rate)) return;
    if (Number.isFinite(value.low)) {
      group.append(drawing("line", { class: "interval", x1: place(value.low), x2: place(value.high), y1: y, y2: y }));
    }
    const raw = raws[row];
    if (raw && raw.count !== value.count) {
      group.append(drawing("circle", { class: "raw", cx: place(raw.rate), cy: y, r: 4 }));
    }
    group.append(drawing("circle", { cx: place(value.rate), cy: y, r: 3.6 }));
    if ("count" in value) {
      group.append(drawing("text", { class: "count", x: place(value.rate), y: y - 6 }, String(value.count)));
    }
  });
  const low = drawing("text", { class: "tick", x: 0, y: bottom + 11 }, numeral(least, 0));
  const high = drawing("text", { class: "tick end", x: PANEL, y: bottom + 11 }, numeral(most, 0));
  group.append(drawing("line", { class: "axis", x1: 0, x2: PANEL, y1: bottom, y2: bottom }), low, high);
  return group;
}

// --- the concordance -----------------------------------------------------------------------

const COLUMNS = [
  ["start", "Section", "order of the text"],
  ["left", "Before", "words before, from the last"],
  ["words", "Hit", "hit"],
  ["right", "After", "words after"],
  ["marker_label", "Marker", "marker"],
  ["category_label", "Category", "category"],
  ["strength", "Strength", "strength"],
  ["voice", "Voice", "voice"],
  ["state", "Decision", "decision"],
];

/** The frame of the concordance: a box to search in and a table that can be sorted. */
function buildConcordance(view) {
  const search = element("input", {
    type: "search",
    placeholder: "Filter lines",
    "aria-label": "Filter the lines of the concordance",
  });
  search.addEventListener("input", () => {
    view.query = search.value.trim().toLowerCase();
    fillConcordance(view);
  });
  view.nLines = element("span", { role: "status" });
  view.body = element("tbody");
  view.heads = new Map();
  const head = element("tr");
  for (const [key, name, about] of COLUMNS) {
    const button = element("button", { type: "button", title: `Sort by ${about}` }, name);
    const cell = element("th", { scope: "col" }, button);
    button.addEventListener("click", () => sortLines(view, key));
    view.heads.set(key, cell);
    head.append(cell);
  }
  view.more = element("button", { type: "button", class: "button more" });
  view.more.addEventListener("click", () => {
    view.all = true;
    fillConcordance(view);
  });
  const table = element("table", { class: "kwic" }, element("thead", {}, head), view.body);
  view.lines.append(
    element("h3", {}, "Hits in context"),
    element("div", { class: "choices" }, search, view.nLines),
    element("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": "Hits in context" }, table),
    view.more,
  );
}

/** Sort by a column; a second time the other way round. */
function sortLines(view, key) {
  const down = view.sort?.key === key && !view.sort.down;
  view.sort = { key, down };
  for (const [name, cell] of view.heads) {
    if (name === key) cell.setAttribute("aria-sort", down ? "descending" : "ascending");
    else cell.removeAttribute("aria-sort");
  }
  fillConcordance(view);
}

/** What a line is sorted by: for the words before the hit, the last of them first. */
function sortKey(hit, key) {
  if (key === "start") return hit.start;
  if (key === "strength") return Number(hit.strength);
  if (key === "left") return hit.left.trim().split(/\s+/).reverse().join(" ").toLowerCase();
  return String(hit[key]).trim().toLowerCase();
}

/** Fill the concordance with the hits that are shown. */
function fillConcordance(view) {
  const sought = (hit) =>
    `${hit.section_title} ${hit.left}${hit.words}${hit.right} ${hit.marker_label} ` +
    `${hit.category_label} ${hit.voice} ${STATES[hit.state]} ${hit.reason}`.toLowerCase();
  let lines = [...view.hits.values()].filter((hit) => isShown(hit, view.filter));
  if (view.query) lines = lines.filter((hit) => sought(hit).toLowerCase().includes(view.query));
  if (view.sort) {
    const { key, down } = view.sort;
    const sign = down ? -1 : 1;
    const keyed = lines.map((hit) => [sortKey(hit, key), hit]);
    keyed.sort(([a], [b]) => sign * (a < b ? -1 : a > b ? 1 : 0));
    lines = keyed.map(([, hit]) => hit);
  }
  const visible = view.all ? lines : lines.slice(0, ROWS_AT_FIRST);
  view.body.replaceChildren(...visible.map((hit) => lineRow(view, hit)));
  view.nLines.textContent = lines.length === 1 ? "1 line" : `${lines.length} lines`;
  view.more.hidden = visible.length === lines.length;
  view.more.textContent = `Show all ${lines.length} lines`;
}

/** One line of the concordance; its hit is a button that leads to the text. */
function lineRow(view, hit) {
  const button = element("button", { type: "button", class: markerClass(hit.marker) }, hit.words);
  button.addEventListener("click", () => goToHit(view, hit));
  const cells = [
    hit.section_title,
    hit.left,
    button,
    hit.right,
    hit.marker_label,
    hit.category_label,
    hit.strength,
    hit.voice === "quoted" ? "quoted" : "",
    STATES[hit.state],
  ];
  const row = element("tr", { class: hit.state ? `decided ${hit.state}` : "" });
  cells.forEach((cell, column) => row.append(element("td", { class: `c-${COLUMNS[column][0]}` }, cell)));
  return row;
}

/** Show a hit in the text. */
function goToHit(view, hit) {
  const { reader } = view;
  const mark = reader.marks.get(hit.id)?.[0];
  if (!mark) return;
  scrollToElement(reader, mark);
  const outer = passageAt(reader, mark);
  if (!outer) return;
  choose(reader, outer);
  outer.focus({ preventScroll: true });
}

export default { render };
