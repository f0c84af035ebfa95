// The reader as a widget: decisions about hits, and the profile, figure and concordance that
// follow them. reader.js, marking.js, measures.js, lines.js and borders.js stand before this file;
// Python keeps the decisions and answers with a new page, filters are applied here at once.

const PATIENCE = 8000; // milliseconds after which an unanswered decision is called unsaved
const PATIENCE_FOR_FILES = 60000;

const SHORTCUTS = { a: "accept", r: "reject", u: "forget" };
const DECIDING_KEYS = [
  ["a", "accept the hit"],
  ["r", "reject it"],
  ["u", "take the decision back"],
  ["Ctrl + Z", "undo the last step"],
  ["Ctrl + Shift + Z", "do it again"],
];
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
  const listeners = {
    "change:page": () => showPage(view),
    "change:states": () => showStates(view),
    "change:status": () => showStatus(view),
    "change:yardstick": () => showMeasures(view),
    "msg:custom": (content, buffers) => takeFile(view, content, buffers),
  };
  for (const [name, listener] of Object.entries(listeners)) model.on(name, listener);
  const release = keepKeys(view.root);
  showPage(view);
  showStatus(view);
  return () => {
    release();
    for (const [name, listener] of Object.entries(listeners)) model.off(name, listener);
  };
}

/** Make the frame that stays while pages come and go. */
function makeView(model) {
  const root = element("div", { class: "rhetoric-reader linked" });
  const kept = model.get("view") ?? {};
  const filter = kept.off ? { off: new Set(kept.off), voice: kept.voice ?? "both" } : null;
  const counted = kept.counted ?? "reviewed";
  const view = { model, root, filter, counted, sort: null, query: "", all: false };
  view.title = element("h2");
  view.status = element("p", { class: "status", role: "status" });
  view.bar = element("div", { class: "bar" });
  view.tools = element("div", { class: "tools" });
  view.text = element("div", { class: "text" });
  view.panel = element("div", { class: "panel" });
  view.measures = element("div", { class: "measures" });
  new ResizeObserver(() => refitFigure(view)).observe(view.measures);
  view.lines = element("div", { class: "lines" });
  const side = element("div", { class: "side" }, view.panel, view.measures);
  view.columns = element("div", { class: "columns" }, view.text, side);
  root.append(view.title, view.bar, view.status, view.tools, view.columns, view.lines);
  root.addEventListener("keydown", (event) => undoByKey(view, event));
  buildBar(view);
  buildConcordance(view);
  return view;
}

/** Show what Python sent: the text with its hits, and everything counted from them. */
function showPage(view) {
  const page = view.model.get("page");
  view.page = page;
  view.kinds = new Map(
    page.kinds.map(([marker, name, categories, isMain]) => [
      marker,
      { label: name, categories: new Map(categories), isMain },
    ]),
  );
  view.filter ??= firstFilter(view.kinds);
  const before = rememberPlace(view);
  const old = statesByKey(view);
  view.hits = new Map(page.hits.map((hit) => [hit.id, { ...hit }]));
  takeStates(view);
  view.title.textContent = page.title;
  if (!view.slider) buildTools(view);
  showText(view);
  restorePlace(view, before);
  showTouched(view, old);
  window.clearTimeout(view.timer);
}

/** Take over what was decided about each hit. */
function takeStates(view) {
  view.states = view.model.get("states");
  for (const hit of view.hits.values()) [hit.state, hit.note] = view.states.hits[hit.id];
  view.undo.disabled = !view.states.undo;
  view.redo.disabled = !view.states.redo;
}

/** What was decided about each hit, by its place. */
function statesByKey(view) {
  return new Map([...(view.hits ?? new Map()).values()].map((hit) => [keyOf(hit), hit.state]));
}

/** After an undo or redo, go to the hit that it touched. */
function showTouched(view, old) {
  if (!view.tracing) return;
  view.tracing = false;
  const touched = [...view.hits.values()].find((hit) => (old.get(keyOf(hit)) ?? "") !== hit.state);
  if (touched && isShown(touched, view.filter)) goToHit(view, touched, false);
}

/** Show decisions that leave all hits in their places; a new page comes with its own states. */
function showStates(view) {
  if (view.page !== view.model.get("page")) return;
  const old = statesByKey(view);
  takeStates(view);
  markStates(view);
  applyFilter(view.reader);
  const active = view.root.getRootNode().activeElement;
  const action = view.reader.apparatus.contains(active) ? active.dataset.action : null;
  showHits(view.reader, view.reader.current);
  if (action) view.reader.apparatus.querySelector(`[data-action="${action}"]`)?.focus();
  showTouched(view, old);
}

/** Devices cover whole sentences, so they are shown only when asked for. */
function firstFilter(kinds) {
  const markers = [...kinds.keys()];
  const main = markers.filter((marker) => kinds.get(marker).isMain);
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
  if (view.reader) clearHighlights(view.reader);
  view.text.replaceChildren(strip, element("div", { class: "spread" }, sentenceStrip(view.page), pane));
  view.tools.querySelector(":scope > .filters")?.remove();
  const placeholder = element("p", { class: "legend" });
  view.text.prepend(placeholder);
  view.reader = startReader(view.text, view.hits, {
    filter: view.filter,
    kinds: view.kinds,
    panel: view.panel,
    frame: view.columns,
    keys: view.keys,
    isLive: true,
    onFilter: () => {
      keepView(view);
      showMeasures(view);
    },
    onChoose: () => showPlace(view),
    actions: (_reader, hit) => actionsFor(view, hit),
    onLetter: (_reader, letter) => decideByLetter(view, letter),
  });
  view.tools.prepend(view.reader.filters);
  markStates(view);
  pane.addEventListener("mouseup", () => window.setTimeout(() => readSelection(view)));
  pane.addEventListener("keyup", (event) => event.shiftKey && readSelection(view));
  if (view.page.is_movable) listenForBorders(view, pane);
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
  const borders = view.page.is_movable ? [borderButtons(view, section)] : [];
  made.append(element("h3", {}, section.title), ...borders, aside, prose);
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
    border: active?.dataset?.border ?? null,
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
  if (view.borderFocus ?? place.border) focusBorder(view, place.border);
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
  waitForAnswer(view, "this decision is not saved", PATIENCE);
  view.model.send(message);
}

/** Say so if Python does not answer. */
function waitForAnswer(view, consequence, patience) {
  window.clearTimeout(view.timer);
  view.timer = window.setTimeout(() => {
    view.status.textContent = `The kernel does not answer: ${consequence}.`;
    view.status.classList.add("problem");
  }, patience);
}

/** Undo or redo, and afterwards show what changed. */
function step(view, which) {
  if (!view.states?.[which]) return;
  view.tracing = true;
  send(view, { do: which });
}

/** Ctrl+Z and Ctrl+Shift+Z; in a box for words they are the box's own. */
function undoByKey(view, event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  if (event.target.matches("input[type=text], input[type=search]")) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  event.stopPropagation();
  step(view, key === "y" || event.shiftKey ? "redo" : "undo");
}

/** What can be done with a hit: accept, reject, take back, relabel, a note. */
function actionsFor(view, hit) {
  const row = element("div", { class: "actions" });
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

// --- above the text: buttons, what is counted, sensitivity, what was saved ----------------

/** A button of the bar. */
function barButton(name, about, onClick) {
  const made = element("button", { type: "button", class: "button", title: about }, name);
  if (about !== name) made.setAttribute("aria-label", about);
  made.addEventListener("click", onClick);
  return made;
}

/** Undo, redo, the list of keys, and saving what is shown. */
function buildBar(view) {
  view.undo = barButton("Undo", "Undo (Ctrl+Z)", () => step(view, "undo"));
  view.redo = barButton("Redo", "Redo (Ctrl+Shift+Z)", () => step(view, "redo"));
  view.keys = keysDialog(view.root, [...MOVING_KEYS, ...DECIDING_KEYS]);
  const saving = [
    ["Table", "CSV", "Save this table (the profile) as CSV", () => saveProfile(view, "csv")],
    ["", "Excel", "Save this table (the profile) as Excel", () => saveProfile(view, "xlsx")],
    ["Figure", "SVG", "Save this figure as SVG", () => saveFigure(view, "svg")],
    ["", "PNG", "Save this figure as PNG", () => saveFigure(view, "png")],
  ];
  view.bar.append(
    view.undo,
    view.redo,
    barButton("Keys ?", "Keys ? (list of the keys)", () => view.keys.showModal()),
  );
  for (const [group, name, about, save] of saving) {
    if (group) view.bar.append(element("span", { class: "group" }, `${group}:`));
    view.bar.append(barButton(name, about, save));
  }
  view.bar.append(barButton("Make the report", "Make the report", () => {
    askForFile(view, { do: "report" }, "Making the report …");
  }));
}

/** The tools that stay: what is counted, how easily a word counts as loaded, words to find. */
function buildTools(view) {
  const counted = element("select", { class: "counted" });
  const choices = [
    ["reviewed", "as reviewed"],
    ["raw", "as found by the tool"],
    ["both", "both"],
  ];
  for (const [value, name] of choices) counted.append(element("option", { value }, name));
  counted.value = view.counted;
  counted.addEventListener("change", () => {
    view.counted = counted.value;
    keepView(view);
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
  row.append(findBox(view));
  view.tools.append(row);
}

/** Let Python keep the filters, so that they are there again tomorrow. */
function keepView(view) {
  const kept = { off: [...view.filter.off].sort(), voice: view.filter.voice, counted: view.counted };
  const now = JSON.stringify(kept);
  const isFirst = view.keptView === undefined;
  if (now === view.keptView) return;
  view.keptView = now;
  if (isFirst) return;
  view.model.set("view", kept);
  view.model.save_changes();
}

/** Say how many decisions there are and where they are kept. */
function showStatus(view) {
  const { text, problem } = view.model.get("status");
  window.clearTimeout(view.timer);
  view.status.textContent = text;
  view.status.classList.toggle("problem", Boolean(problem));
}

// --- files ---------------------------------------------------------------------------------

/** Ask Python for a file. */
function askForFile(view, message, saying) {
  view.asked = true;
  view.status.textContent = saying;
  waitForAnswer(view, "there is no file", PATIENCE_FOR_FILES);
  view.model.send(message);
}

/** Save a file that Python made for this view, or offers to whichever view is first. */
function takeFile(view, content, buffers) {
  if (!content?.file || !buffers?.length || content.taken) return;
  if (!view.asked && !content.offered) return;
  content.taken = true;
  view.asked = false;
  saveBlob(new Blob([buffers[0]], { type: content.type }), content.file);
}

/** Let the browser save some data under a name. */
function saveBlob(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 30000);
}

/** A file name made of the title of the text. */
function fileName(view, what) {
  const stem = view.page.title.replace(/[^\p{L}\p{N}]+/gu, "_").replace(/^_+|_+$/g, "").slice(0, 50);
  return `${stem || "text"}-${what}`;
}

export default { render };
