// The annotated reader: filters, keyboard, the strip and the apparatus.
// The static page and the widget share this file. It has no imports and leaves no global names:
// whoever uses it wraps it. Words of the text only ever become text nodes.

/**
 * @typedef {object} Hit One passage that a marker found.
 * @property {number} id
 * @property {string} marker
 * @property {string} marker_label
 * @property {string} category
 * @property {string} category_label
 * @property {string} strength the probability, such as "0.83"
 * @property {string} force of loaded words, such as "2.1"; empty for others
 * @property {string} voice "author" or "quoted"
 * @property {string} reason
 * @property {number} section id of the section that holds it
 * @property {number} start offset in the text, in code points
 * @property {string} words the passage itself
 * @property {string} state "", or what the reader decided
 */

/**
 * Make an element. Children that are strings become text nodes.
 * @param {string} name
 * @param {Object<string, string>} attributes
 * @param {...(Node|string)} children
 * @returns {HTMLElement}
 */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Make an SVG element. */
function drawing(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A marker's name as a class; markers are words, but nothing else is trusted to be. */
function markerClass(marker) {
  return marker.replace(/\W/g, "_");
}

/**
 * Keep plain keys pressed in a reader from JupyterLab, where "r" would change the whole cell.
 * JupyterLab looks at the element that has the focus, before any listener below the window; it
 * still gets keys with Ctrl or Cmd, such as the one that saves, but for those that undo and redo.
 * @param {HTMLElement} root
 * @returns {function(): void} ends it
 */
function keepKeys(root) {
  const name = "data-lm-suppress-shortcuts";
  const onKeyDown = (event) => {
    if (!root.contains(event.target)) return;
    const isOurs = /^[zy]$/i.test(event.key); // undo and redo
    if ((event.ctrlKey || event.metaKey) && !isOurs) event.target.removeAttribute(name);
    else event.target.setAttribute(name, "true");
  };
  window.addEventListener("keydown", onKeyDown, true);
  return () => window.removeEventListener("keydown", onKeyDown, true);
}

/** Start every static reader on the page that has not been started. */
function startAll() {
  for (const root of document.querySelectorAll(".rhetoric-reader:not([data-started])")) {
    if (!root.querySelector(":scope > .pane, :scope > .spread > .pane")) continue;
    startReader(root, readHits(root));
    keepKeys(root);
  }
}

/**
 * Collect the hits of a static page from its marks; their tooltips move to the apparatus.
 * @param {HTMLElement} root
 * @returns {Map<number, Hit>}
 */
function readHits(root) {
  const hits = new Map();
  for (const mark of root.querySelectorAll(".prose mark")) {
    const id = Number(mark.dataset.hit);
    if (!hits.has(id)) hits.set(id, readHit(mark, id));
    else hits.get(id).words += mark.textContent;
    mark.removeAttribute("title");
  }
  return hits;
}

/** Read one hit from the first of its marks. */
function readHit(mark, id) {
  const split = mark.title.indexOf(": ");
  const [markerLabel, categoryLabel, strength, force = ""] = mark.title.slice(0, split).split(", ");
  return {
    id,
    marker: mark.classList[0],
    marker_label: markerLabel,
    category: mark.dataset.category,
    category_label: categoryLabel,
    strength: strength.replace("probability ", ""),
    force: force.replace("force ", ""),
    voice: mark.classList.contains("quoted") ? "quoted" : "author",
    reason: mark.title.slice(split + 2),
    section: Number(mark.closest("section").dataset.id),
    start: Number(mark.dataset.start),
    figure: Number(mark.dataset.figure),
    words: mark.textContent,
    state: "",
  };
}

/**
 * Give life to a reader whose text is on the page.
 * @param {HTMLElement} root with a .strip and a .pane
 * @param {Map<number, Hit>} hits
 * @param {object} options
 * @param {object} [options.filter] a filter to go on with
 * @param {function(object): void} [options.onFilter] called after every change of the filter
 * @param {function(object, Hit): Node} [options.actions] what can be done with a hit
 * @param {HTMLElement} [options.panel] where the apparatus stands; below the text by default
 * @param {HTMLElement} [options.frame] what should be in view while a passage is looked at
 * @param {HTMLDialogElement} [options.keys] the list of keys
 * @param {function(object): void} [options.onChoose] called when a passage is chosen
 * @returns {object} the reader
 */
function startReader(root, hits, options = {}) {
  root.dataset.started = "yes";
  const reader = {
    root,
    hits,
    options,
    pane: root.querySelector(".pane"),
    strip: root.querySelector(".strip"),
    apparatus: element("div", { class: "apparatus", role: "region", "aria-label": "About the hit" }),
    said: element("div", { class: "unseen", "aria-live": "polite" }),
    keys: options.keys ?? keysDialog(root, MOVING_KEYS),
    filter: options.filter ?? { off: new Set(), voice: "both" },
    marks: new Map(),
    stops: [],
    current: null,
  };
  reader.apparatus.append(reader.said);
  if (options.panel) options.panel.replaceChildren(reader.apparatus);
  else (reader.pane.closest(".spread") ?? reader.pane).after(reader.apparatus);
  reader.apparatus.tabIndex = 0;
  indexText(reader);
  buildFilters(reader);
  buildStrip(reader);
  if (root.querySelector(".sentences")) buildSentences(reader);
  listen(reader);
  applyFilter(reader);
  showHits(reader, null);
  return reader;
}

/** Note which marks belong to which hit, and where the stops of the Tab key are. */
function indexText(reader) {
  reader.marks.clear();
  reader.stops = [];
  for (const mark of reader.pane.querySelectorAll(".prose mark")) {
    const id = Number(mark.dataset.hit);
    if (!reader.marks.has(id)) reader.marks.set(id, []);
    reader.marks.get(id).push(mark);
  }
  for (const outer of reader.pane.querySelectorAll(".prose > * > mark")) {
    const all = [outer, ...outer.querySelectorAll("mark")].map((mark) => Number(mark.dataset.hit));
    const begins = all.filter((id) => firstPiece(reader, id, outer));
    outer.hitIds = all;
    if (begins.length) reader.stops.push({ outer, all, begins });
  }
}

/** Whether a hit's first mark lies in an outermost mark. */
function firstPiece(reader, id, outer) {
  return outer.contains(reader.marks.get(id)[0]);
}

// --- filters -------------------------------------------------------------------------------

/** Whether a filter lets a hit be seen. */
function isShown(hit, filter) {
  if (filter.off.has(hit.marker) || filter.off.has(`${hit.marker}/${hit.category}`)) return false;
  return filter.voice === "both" || filter.voice === hit.voice;
}

/** Whether a hit counts: it is seen, stands in the voice that is counted, and was not rejected. */
function isCounted(hit, filter) {
  return isShown(hit, filter) && hit.voice === countedVoice(filter) && hit.state !== "reject";
}

/** Measures count the author's words, unless only quoted speech is looked at. */
function countedVoice(filter) {
  return filter.voice === "quoted" ? "quoted" : "author";
}

/** Put boxes for markers and categories and a choice of voices in the legend's place. */
function buildFilters(reader) {
  const box = element("div", { class: "filters" });
  reader.filters = box;
  reader.kinds = kindsOf(reader);
  const markers = element("fieldset", {}, element("legend", { class: "unseen" }, "Markers"));
  const categories = element("details", { class: "kinds" }, element("summary", {}, "Categories"));
  for (const [marker, entry] of reader.kinds) {
    markers.append(checkbox(reader, marker, swatch(marker, entry.label)));
    const set = element("fieldset", {}, element("legend", {}, entry.label));
    for (const [category, name] of entry.categories) {
      set.append(checkbox(reader, `${marker}/${category}`, name));
    }
    categories.append(set);
  }
  box.append(markers, voiceChoice(reader), categories);
  const skip = element("button", { class: "skip button", type: "button" }, "Skip the text");
  skip.addEventListener("click", () => reader.apparatus.focus());
  box.append(skip);
  reader.root.querySelector(":scope > .legend").replaceWith(box);
}

/** The markers on the page with their labels and categories, in the order of the legend. */
function kindsOf(reader) {
  if (reader.options.kinds) return reader.options.kinds;
  const kinds = new Map();
  for (const mark of reader.root.querySelectorAll(":scope > .legend mark")) {
    kinds.set(mark.classList[0], { label: mark.textContent, categories: new Map() });
  }
  for (const hit of reader.hits.values()) {
    kinds.get(hit.marker).categories.set(hit.category, hit.category_label);
  }
  return kinds;
}

/** A marker's name, underlined as its hits are. */
function swatch(marker, name) {
  return element("mark", { class: markerClass(marker) }, name);
}

/** A box that shows or hides a marker, or one of its categories ("marker/category"). */
function checkbox(reader, key, name) {
  const input = element("input", { type: "checkbox" });
  input.checked = !reader.filter.off.has(key);
  input.addEventListener("change", () => {
    if (input.checked) reader.filter.off.delete(key);
    else reader.filter.off.add(key);
    applyFilter(reader);
  });
  return element("label", { "data-key": key }, input, element("span", {}, name), element("b"));
}

/** Choose whose words are looked at. */
function voiceChoice(reader) {
  const choices = [
    ["both", "all voices (the author’s counts)"],
    ["author", "the author’s voice"],
    ["quoted", "quoted speech"],
  ];
  const select = element("select", { class: "voice" });
  for (const [value, name] of choices) select.append(element("option", { value }, name));
  select.value = reader.filter.voice;
  select.addEventListener("change", () => {
    reader.filter.voice = select.value;
    applyFilter(reader);
  });
  return element("label", {}, "Voice ", select);
}

/** Show and count what the filter lets through. */
function applyFilter(reader) {
  for (const [id, marks] of reader.marks) {
    const hidden = !isShown(reader.hits.get(id), reader.filter);
    for (const mark of marks) mark.classList.toggle("off", hidden);
  }
  for (const stop of reader.stops) markStop(reader, stop);
  showCounts(reader);
  drawStrip(reader);
  if (reader.sentences) drawSentences(reader);
  reader.options.onFilter?.(reader);
}

/** A passage with a shown hit can be reached with the keyboard, others cannot. */
function markStop(reader, stop) {
  stop.active = stop.begins.some((id) => isShown(reader.hits.get(id), reader.filter));
  if (stop.active) {
    stop.outer.tabIndex = 0;
    stop.outer.setAttribute("role", "button");
  } else {
    stop.outer.removeAttribute("tabindex");
    stop.outer.removeAttribute("role");
  }
}

/** Whether a hit would count if all markers were shown. */
function wouldCount(hit, filter) {
  return hit.voice === countedVoice(filter) && hit.state !== "reject";
}

/** Count hits by a key; those of one figure of speech count once. */
function countBy(hits, keyOf) {
  const figures = new Map();
  for (const hit of hits) {
    const key = keyOf(hit);
    if (!figures.has(key)) figures.set(key, new Set());
    figures.get(key).add(hit.figure);
  }
  return new Map([...figures].map(([key, members]) => [key, members.size]));
}

/** Write the counts beside the boxes and in the margin of every section. */
function showCounts(reader) {
  const counted = [...reader.hits.values()].filter((hit) => isCounted(hit, reader.filter));
  const all = [...reader.hits.values()].filter((hit) => wouldCount(hit, reader.filter));
  const totals = new Map([
    ...countBy(all, (hit) => hit.marker),
    ...countBy(all, (hit) => `${hit.marker}/${hit.category}`),
  ]);
  for (const label of reader.filters.querySelectorAll("label[data-key]")) {
    label.querySelector("b").textContent = String(totals.get(label.dataset.key) ?? 0);
  }
  const bySection = countBy(counted, (hit) => `${hit.section} ${hit.marker}`);
  for (const section of reader.pane.querySelectorAll("section")) {
    const nWords = Number(section.dataset[countedVoice(reader.filter)]);
    for (const item of section.querySelectorAll("aside li")) {
      const { marker } = item.dataset;
      const count = bySection.get(`${section.dataset.id} ${marker}`) ?? 0;
      item.querySelector("b").textContent = String(count);
      item.querySelector("span").textContent = nWords ? ((1000 * count) / nWords).toFixed(1) : "–";
      item.classList.toggle("off", reader.filter.off.has(marker));
    }
  }
}

// --- the strip -----------------------------------------------------------------------------

const ROW = 8; // height of a marker's row in the strip, in pixels

/** Add the drawing of the hits below the names of the sections. */
function buildStrip(reader) {
  reader.strip.querySelector("svg")?.remove();
  reader.places = sectionPlaces(reader);
  reader.chart = drawing("svg", { "aria-hidden": "true", preserveAspectRatio: "none" });
  reader.view = drawing("rect", { y: "0", height: "100%" });
  reader.strip.append(reader.chart);
  reader.chart.addEventListener("click", (event) => {
    const box = reader.chart.getBoundingClientRect();
    scrollToShare(reader, (event.clientX - box.left) / box.width);
  });
  for (const link of reader.strip.querySelectorAll("a")) {
    link.addEventListener("click", (event) => {
      const id = link.getAttribute("href").split("-").pop();
      event.preventDefault();
      event.stopPropagation();
      scrollToElement(reader, reader.pane.querySelector(`section[data-id="${Number(id)}"]`));
    });
  }
}

/** Where each section begins in the strip, from 0 to 1, and how many characters it has. */
function sectionPlaces(reader) {
  const places = new Map();
  let total = 0;
  for (const section of reader.pane.querySelectorAll("section")) {
    const [start, end] = [Number(section.dataset.start), Number(section.dataset.end)];
    places.set(Number(section.dataset.id), { start, end, before: total });
    total += end - start;
  }
  places.total = total || 1;
  return places;
}

/** Draw one line per shown hit, a row for each marker. */
function drawStrip(reader) {
  const shown = [...reader.hits.values()].filter((hit) => isShown(hit, reader.filter));
  const lines = new Map();
  for (const hit of shown) {
    const place = reader.places.get(hit.section);
    if (!place) continue;
    const x = (1000 * (place.before + hit.start - place.start)) / reader.places.total;
    lines.set(hit.marker, `${lines.get(hit.marker) ?? ""}M${x.toFixed(1)} `);
  }
  const height = ROW * Math.max(1, lines.size) + 2;
  reader.chart.setAttribute("viewBox", `0 0 1000 ${height}`);
  reader.chart.setAttribute("height", String(height));
  const order = [...reader.kinds.keys()].filter((marker) => lines.has(marker));
  const paths = order.map((marker, row) => {
    const d = lines.get(marker).replaceAll(" ", ` ${row * ROW + 1}v${ROW - 2}`);
    return drawing("path", { d, class: markerClass(marker) });
  });
  reader.chart.replaceChildren(reader.view, ...paths);
  showView(reader);
}

/** Shade the part of the strip that can be seen. */
function showView(reader) {
  const { pane } = reader;
  let [top, height, total] = [pane.scrollTop, pane.clientHeight, pane.scrollHeight];
  if (reader.root.classList.contains("whole-page")) {
    const box = pane.getBoundingClientRect();
    [top, total] = [Math.max(0, -box.top), box.height];
    height = Math.max(0, Math.min(box.bottom, window.innerHeight) - Math.max(box.top, 0));
  }
  if (!total) return;
  reader.view.setAttribute("x", String((1000 * top) / total));
  reader.view.setAttribute("width", String((1000 * height) / total));
}

/** Go to a place given as a share of the text. */
function scrollToShare(reader, share) {
  const wanted = share * reader.places.total;
  for (const section of reader.pane.querySelectorAll("section")) {
    const place = reader.places.get(Number(section.dataset.id));
    if (wanted > place.before + place.end - place.start) continue;
    const offset = place.start + wanted - place.before;
    const paragraphs = [...section.querySelectorAll(".prose > *")];
    const before = paragraphs.filter((paragraph) => Number(paragraph.dataset.start) <= offset);
    scrollToElement(reader, before.pop() ?? section);
    return;
  }
}

/** Bring an element of the text into view without moving the page around the reader. */
function scrollToElement(reader, target) {
  if (!target) return;
  if (reader.root.classList.contains("whole-page")) {
    target.scrollIntoView({ block: "start" });
    return;
  }
  const distance = target.getBoundingClientRect().top - reader.pane.getBoundingClientRect().top;
  reader.pane.scrollTo({ top: reader.pane.scrollTop + distance - 16 });
}

// --- the apparatus -------------------------------------------------------------------------

/**
 * Show what there is to say about a passage.
 * @param {object} reader
 * @param {HTMLElement|null} outer the outermost mark of the passage
 */
function showHits(reader, outer) {
  reader.lit?.classList.remove("current");
  reader.lit = outer;
  outer?.classList.add("current");
  // The shortest hit, which lies innermost, is the most telling: it comes first.
  const hits = outer ? outer.hitIds.map((id) => reader.hits.get(id)).reverse() : [];
  const shown = hits.filter((hit) => isShown(hit, reader.filter));
  const parts = shown.flatMap((hit) => aboutHit(reader, hit));
  reader.said.textContent = shown.map((hit) => describe(hit).textContent).join(". ");
  reader.apparatus.replaceChildren(reader.said, ...(parts.length ? parts : [hint(reader)]));
  reader.apparatus.scrollTop = 0;
}

/** What a hit is and why, what can be done with it, and what the numbers mean. */
function aboutHit(reader, hit) {
  const actions = reader.options.actions ? [reader.options.actions(reader, hit)] : [];
  return [describe(hit), ...actions, element("p", { class: "how" }, inWords(hit))];
}

/** One hit: marker, category, its numbers, voice, the passage, the reason. */
function describe(hit) {
  const entry = element("p", { class: "entry" }, swatch(hit.marker, hit.marker_label));
  entry.append(` · ${hit.category_label} · probability ${hit.strength}`);
  if (hit.force) entry.append(` · force ${hit.force}`);
  if (hit.voice === "quoted") entry.append(" · in quoted speech");
  const words = hit.words.length > 90 ? `${hit.words.slice(0, 89)}…` : hit.words;
  entry.append(" · ", element("i", {}, words));
  if (hit.reason) entry.append(element("br"), element("small", {}, hit.reason));
  return entry;
}

/** What the numbers of a hit mean. */
function inWords(hit) {
  const share = Number(hit.strength);
  if (hit.marker !== "loaded") {
    if (share === 1) return "Found by its form, which leaves no degrees: its probability is 1.";
    return "The probability runs from 0 (hardly) to 1 (certainly).";
  }
  const parts = [
    `Probability ${hit.strength}: how sure the measure is. It learned from op-eds marked by a language ` +
      "model, not by people. Force runs from 1 (mild) to 3 (extreme).",
  ];
  if (hit.reason.includes("by itself")) parts.push("“By itself”: the same for the entry alone.");
  if (/[+−-]\d/.test(hit.reason)) {
    parts.push("A figure with + or − is what the surroundings add or take: +0.7 doubles the odds, −0.7 halves them.");
  }
  return parts.join(" ");
}

/** What to do when no passage is chosen. */
function hint(reader) {
  const more = reader.options.actions ? " Select words to mark them." : "";
  return element(
    "p",
    {},
    `Click on marked words, or use the Tab and arrow keys, to see why they were marked.${more} ` +
      "The key ? lists all keys.",
  );
}

// --- the list of keys ----------------------------------------------------------------------

const MOVING_KEYS = [
  ["Tab, → ←", "next and previous mark"],
  ["↓ ↑", "next and previous mark of the same kind"],
  ["Home, End", "first and last mark"],
  ["Enter", "from a mark to its buttons"],
  ["Esc", "back to the mark; then to the text"],
  ["?", "this list"],
];

/** Make the list of keys, which the key ? opens and Esc closes. */
function keysDialog(root, keys) {
  const rows = keys.map(([key, about]) =>
    element("tr", {}, element("th", { scope: "row" }, key), element("td", {}, about)),
  );
  const close = element("button", { type: "button", class: "button" }, "Close");
  const dialog = element(
    "dialog",
    { class: "keys", "aria-label": "Keys" },
    element("table", {}, element("tbody", {}, ...rows)),
    close,
  );
  close.addEventListener("click", () => dialog.close());
  // JupyterLab would take Esc and Enter for itself.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  root.append(dialog);
  root.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.target.matches("input[type=text], input[type=search]")) return;
    event.preventDefault();
    dialog.showModal();
  });
  return dialog;
}

// --- pointer and keyboard ------------------------------------------------------------------

/** The outermost mark around a node of the text, if it has a shown hit. */
function passageAt(reader, node) {
  let outer = node.nodeType === 1 ? node.closest(".prose mark") : null;
  while (outer?.parentElement.closest("mark")) outer = outer.parentElement.closest("mark");
  const shown = outer?.hitIds?.some((id) => isShown(reader.hits.get(id), reader.filter));
  return shown ? outer : null;
}

/** Keep a passage in the apparatus until another is chosen. */
function choose(reader, outer) {
  reader.current?.removeAttribute("aria-expanded");
  if (reader.opened) closeSentence(reader);
  reader.current = outer;
  showHits(reader, outer);
  reader.options.onChoose?.(reader);
}

/** Move the page as little as it takes until what is said about a passage can be seen. */
function reveal(reader) {
  if (reader.root.classList.contains("whole-page")) return;
  const frame = reader.options.frame ?? reader.apparatus;
  const isTall = frame.getBoundingClientRect().height > 0.82 * window.innerHeight;
  frame.scrollIntoView({ block: isTall ? "start" : "nearest", inline: "nearest" });
}

/** Listen to everything that happens in the text. */
function listen(reader) {
  const { pane } = reader;
  pane.addEventListener("mouseover", (event) => {
    const outer = passageAt(reader, event.target);
    if (outer && outer !== reader.lit && !reader.busy) showHits(reader, outer);
  });
  pane.addEventListener("mouseleave", () => {
    if (reader.lit !== reader.current && !reader.busy) showHits(reader, reader.current);
  });
  pane.addEventListener("focusin", (event) => {
    const outer = passageAt(reader, event.target);
    if (outer && outer !== reader.current) choose(reader, outer);
  });
  pane.addEventListener("click", (event) => {
    const outer = passageAt(reader, event.target);
    const selecting = !(window.getSelection()?.isCollapsed ?? true);
    if (selecting) return;
    reader.busy = false;
    choose(reader, outer);
    if (outer) reveal(reader);
  });
  pane.addEventListener("keydown", (event) => onKey(reader, event));
  reader.apparatus.addEventListener("keydown", (event) => {
    if (event.key === "Escape") reader.current?.focus();
  });
  const onScroll = () => window.requestAnimationFrame(() => showView(reader));
  pane.addEventListener("scroll", onScroll, { passive: true });
  if (reader.root.classList.contains("whole-page")) {
    document.addEventListener("scroll", onScroll, { passive: true });
  }
}

/** Arrow keys go from hit to hit; Enter opens the apparatus. */
function onKey(reader, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === reader.pane && event.key !== "ArrowRight") return;
  const moves = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: "first", End: "last" };
  if (event.key in moves) {
    move(reader, moves[event.key], event.key === "ArrowDown" || event.key === "ArrowUp");
  } else if (event.key === "Enter" || event.key === " ") {
    reader.current?.setAttribute("aria-expanded", "true");
    (reader.apparatus.querySelector("button, select, input") ?? reader.apparatus).focus();
  } else if (event.key === "Escape") {
    reader.pane.focus();
    choose(reader, null);
  } else if (!reader.options.onLetter?.(reader, event.key)) return;
  event.preventDefault();
  event.stopPropagation();
}

/** Focus the next or previous stop; with sameKind, the next one of the same marker. */
function move(reader, step, sameKind) {
  const active = reader.stops.filter((stop) => stop.active);
  if (!active.length) return;
  const here = active.findIndex((stop) => stop.outer === reader.current);
  const markersOf = (stop) =>
    stop.begins
      .map((id) => reader.hits.get(id))
      .filter((hit) => isShown(hit, reader.filter))
      .map((hit) => hit.marker);
  let next = { first: 0, last: active.length - 1 }[step] ?? here + step;
  if (sameKind && here >= 0) {
    const wanted = new Set(markersOf(active[here]));
    while (active[next] && !markersOf(active[next]).some((marker) => wanted.has(marker))) next += step;
  }
  active[next]?.outer.focus();
}
