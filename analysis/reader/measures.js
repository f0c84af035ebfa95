// The profile: a table and a figure that follow the decisions, and saving them.

/** The markers that are shown. */
function shownMarkers(view) {
  return [...view.kinds.keys()].filter((marker) => !view.filter.off.has(marker));
}

/**
 * Count the hits of every section and marker, a figure of speech once, and work out rates with their intervals.
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
    if (!counts.has(key)) counts.set(key, new Set());
    counts.get(key).add(hit.figure);
  }
  const table = new Map();
  for (const section of view.page.sections) {
    const quoted = section.n_words_quoted;
    const nWords = voice === "quoted" ? quoted : section.n_words - quoted;
    for (const marker of shownMarkers(view)) {
      const count = counts.get(`${section.id} ${marker}`)?.size ?? 0;
      table.set(`${section.id} ${marker}`, rateWithInterval(view, marker, count, nWords));
    }
  }
  return table;
}

/** A rate per 1,000 words with its interval; Python sent the bounds for every count. */
function rateWithInterval(view, marker, count, nWords) {
  if (!nWords) return { count, rate: NaN, low: NaN, high: NaN };
  const { low, high } = view.page.bounds[marker];
  const known = Math.min(count, low.length - 1);
  const scale = 1000 / nWords;
  return { count, rate: scale * count, low: scale * low[known], high: scale * high[known] };
}

/** Bring the profile, the figure and the concordance up to date. */
function showMeasures(view) {
  if (!view.page) return;
  view.tables = { reviewed: rateTable(view, false), raw: rateTable(view, true) };
  const { main, other } = countedTables(view);
  const scrolled = scrollPlaces(view);
  view.measures.replaceChildren(
    element("h3", {}, "Profile"),
    profileFigure(view, main, other),
    profileTable(view, main, other),
    element("p", { class: "note" }, profileNote(view)),
  );
  setScrollPlaces(view, scrolled);
  showPlace(view);
  fillConcordance(view);
}

/** Draw the figure anew where its room has changed, also when the page has got one at all. */
function refitFigure(view) {
  const old = view.measures.querySelector(".figure");
  if (!old || !view.measures.clientWidth || view.measures.clientWidth === view.fittedTo) return;
  const { main, other } = countedTables(view);
  const scrolled = scrollPlaces(view);
  old.replaceWith(profileFigure(view, main, other));
  setScrollPlaces(view, scrolled);
  showPlace(view);
}

/** The rates that are looked at, and those beside them if both are. */
function countedTables(view) {
  const { reviewed, raw } = view.tables;
  return { main: view.counted === "raw" ? raw : reviewed, other: view.counted === "both" ? raw : null };
}

/** How far the figure and the table are scrolled. */
function scrollPlaces(view) {
  return [...view.measures.querySelectorAll(".scroll")].map((box) => [box.scrollLeft, box.scrollTop]);
}

/** Scroll the figure and the table back. */
function setScrollPlaces(view, places) {
  view.measures.querySelectorAll(".scroll").forEach((box, number) => {
    [box.scrollLeft, box.scrollTop] = places[number] ?? [0, 0];
  });
}

/** Point out, in figure and table, what the chosen passage belongs to, and bring it into view. */
function showPlace(view) {
  for (const old of view.measures.querySelectorAll(".here")) old.classList.remove("here");
  const ids = view.reader?.current?.hitIds ?? [];
  const hit = [...ids].reverse().map((id) => view.hits.get(id)).find((hit) => isShown(hit, view.filter));
  if (!hit) return;
  const cells = `tbody tr[data-id="${hit.section}"] td[data-marker="${CSS.escape(hit.marker)}"]`;
  const cell = view.measures.querySelector(cells);
  const panel = view.measures.querySelector(`.figure g.${markerClass(hit.marker)}`);
  const band = view.measures.querySelector(`.figure rect[data-id="${hit.section}"]`);
  cell?.parentElement.classList.add("here");
  cell?.classList.add("here");
  for (const rect of view.measures.querySelectorAll(`.figure rect[data-id="${hit.section}"]`)) {
    rect.classList.add("here");
  }
  bringIntoBox(cell, cell?.closest(".scroll"));
  bringIntoBox(panel, panel?.closest(".scroll"), "x");
  bringIntoBox(band, band?.closest(".figure"), "y");
}

/** Scroll a box, and only the box, until something in it is seen. */
function bringIntoBox(inner, box, axes = "xy") {
  if (!inner || !box) return;
  const [what, frame] = [inner.getBoundingClientRect(), box.getBoundingClientRect()];
  const head = box.querySelector("thead")?.getBoundingClientRect().height ?? 0;
  const side = box.querySelector("tbody th")?.getBoundingClientRect().width ?? 0;
  if (axes.includes("y")) {
    if (what.top < frame.top + head) box.scrollTop -= frame.top + head - what.top;
    else if (what.bottom > frame.bottom) box.scrollTop += what.bottom - frame.bottom + 14;
  }
  if (axes.includes("x")) {
    if (what.left < frame.left + side) box.scrollLeft -= frame.left + side - what.left;
    else if (what.right > frame.right) box.scrollLeft += what.right - frame.right + 8;
    // Also where nothing had to be scrolled: the window may be another size than before.
    hideHalfColumn(inner, box, frame.left + side);
  }
}

/** Scroll on, or back where that is the end, until no column is cut by the first one, which stays. */
function hideHalfColumn(cell, box, edge) {
  const columns = [...(cell.closest("tr")?.querySelectorAll("td") ?? [])];
  const sidesOfCut = () => columns.map((column) => column.getBoundingClientRect())
    .find(({ left, right }) => left < edge - 1 && right > edge + 1);
  const cut = sidesOfCut();
  if (cut && cut.right <= cell.getBoundingClientRect().left) box.scrollLeft += cut.right - edge;
  const still = sidesOfCut();
  if (!still) return;
  const back = edge - still.left;
  if (cell.getBoundingClientRect().right + back <= box.getBoundingClientRect().right) box.scrollLeft -= back;
}

/** How to read the profile. */
function profileNote(view) {
  const voice = countedVoice(view.filter) === "quoted" ? "in quoted speech" : "in the author’s voice";
  const basis = {
    raw: "As found by the tool.",
    reviewed: `Reviewed: ${view.states.decisions}.`,
    both: `Filled: reviewed (${view.states.decisions}); hollow: as found by the tool.`,
  }[view.counted];
  const base = view.model.get("yardstick")?.base;
  const places = base ? ` Place: among the parts of ${base}, 0 (less than all) to 100.` : "";
  return `Hits per 1,000 words ${voice}. Lines and brackets: 95 % intervals; small figures: hits. ${basis}${places}`;
}

/** A number with its minus sign, or a dash for none; nothing is "−0.00". */
function numeral(value, digits) {
  if (!Number.isFinite(value)) return "–";
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/** A number from Python, where JSON has null for none. */
function numberOr(value) {
  return value ?? NaN;
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
    row.append(sentimentCell(view, section.sentiment.map(numberOr)));
    for (const marker of markers) {
      const key = `${section.id} ${marker}`;
      row.append(rateCell(view, marker, main.get(key), other?.get(key)));
    }
    body.append(row);
  }
  const table = element("table", { class: "profile" }, element("thead", {}, head), body);
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Profile table" }, table);
}

/** A mean sentiment with its interval. */
function sentimentCell(view, [mean, low, high]) {
  const cell = element("td", { class: "sentiment" }, element("b", {}, numeral(mean, 2)));
  if (Number.isFinite(low)) {
    cell.append(element("small", {}, `[${numeral(low, 2)}, ${numeral(high, 2)}]`));
  }
  const place = placeText(view, "sentiment", { rate: mean, low, high });
  if (place) cell.append(placeLine(place));
  return cell;
}

/** A rate, its interval and count; with the raw count beside it if that differs. */
function rateCell(view, marker, value, raw) {
  const cell = element("td", { "data-marker": marker, "data-count": value.count });
  const interval = `${numeral(value.low, 0)}–${numeral(value.high, 0)}`;
  cell.append(element("b", {}, numeral(value.rate, 1)));
  cell.append(element("span", {}, ` · ${value.count}`), element("small", {}, `[${interval}]`));
  const place = placeText(view, marker, value);
  if (place) cell.append(placeLine(place));
  if (raw && raw.count !== value.count) cell.append(element("small", {}, `tool: ${raw.count}`));
  return cell;
}

/** A place, broken before its interval where the column is narrow. */
function placeLine(place) {
  const [told, interval] = place.split(/ (?=\[)/);
  const line = element("small", { class: "place" }, told);
  if (interval) line.append(" ", element("span", {}, interval));
  return line;
}

/** Save the profile as it is shown, a column for every number. */
function saveProfile(view, format) {
  const { main, other } = countedTables(view);
  const markers = shownMarkers(view);
  const columns = ["Section", "Words", "Sentiment", "Sentiment, low", "Sentiment, high"];
  for (const marker of markers) {
    const { label } = view.kinds.get(marker);
    columns.push(`${label}, hits`, `${label} per 1,000 words`, `${label}, low`, `${label}, high`);
    if (other) columns.push(`${label}, hits as found by the tool`);
  }
  const finite = (value, digits) => (Number.isFinite(value) ? Number(value.toFixed(digits)) : "");
  const rows = view.page.sections.map((section) => {
    const sentiment = section.sentiment.map((value) => finite(numberOr(value), 3));
    const row = [section.title, section.n_words, ...sentiment];
    for (const marker of markers) {
      const value = main.get(`${section.id} ${marker}`);
      row.push(value.count, finite(value.rate, 2), finite(value.low, 2), finite(value.high, 2));
      if (other) row.push(other.get(`${section.id} ${marker}`).count);
    }
    return row;
  });
  askForFile(view, { do: "table", format, name: fileName(view, "profile"), columns, rows }, "Saving …");
}

const PANEL = 96; // pixels
const LEAST_PANEL = 58; // where all fit into the desk so; else they have their full width and scroll
const GAP = 26;
const LABELS = 118;
const STEP = 25;

/** As wide as panels may be so that all of them stand in the desk. */
function panelWidth(view) {
  const room = view.measures.clientWidth - LABELS;
  const each = Math.floor(room / (shownMarkers(view).length + 1)) - GAP;
  return each < LEAST_PANEL ? PANEL : Math.min(PANEL, each);
}

let pen = null;

/** A text that is cut where it is wider than its room, in the type of the figure. */
function fitted(view, text, room, weight = "400") {
  pen ??= document.createElement("canvas").getContext("2d");
  pen.font = `${weight} 11px ${getComputedStyle(view.measures).getPropertyValue("--sans")}`;
  const isWide = (shown) => pen.measureText(shown).width > room;
  if (!isWide(text)) return text;
  let shown = text;
  while (shown && isWide(`${shown}…`)) shown = shown.slice(0, -1).trimEnd();
  return `${shown}…`;
}

/** Draw the panels: one for sentiment and one for every shown marker. */
function drawPanels(view, main, other, wide = PANEL) {
  const { sections } = view.page;
  const sentiment = sections.map(({ sentiment: [rate, low, high] }) => ({
    rate: numberOr(rate),
    low: numberOr(low),
    high: numberOr(high),
  }));
  const named = (label) => ({ label, title: fitted(view, label, wide + GAP - 6, "600"), wide });
  const first = range(sentiment, 0.1);
  const panels = [panel(named("Sentiment"), "sentiment", 0, sentiment, [], first, 2)];
  shownMarkers(view).forEach((marker, column) => {
    const values = sections.map((section) => main.get(`${section.id} ${marker}`));
    const raws = other ? sections.map((section) => other.get(`${section.id} ${marker}`)) : [];
    const x = (column + 1) * (wide + GAP);
    const { label } = view.kinds.get(marker);
    const bounds = range([...values, ...raws], 1);
    panels.push(panel(named(label), markerClass(marker), x, values, raws, bounds, 0));
  });
  return { panels, width: panels.length * (wide + GAP), height: 40 + STEP * sections.length };
}

/** The range of some values with their intervals; it holds 0, and is not smaller than given. */
function range(values, least) {
  const all = values.flatMap(({ rate, low, high }) => [rate, low, high]).filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)];
  return high - low < least ? [low < 0 ? -least : 0, least] : [low, high];
}

/** Dots with their intervals; the names of the sections stay while the panels scroll. */
function profileFigure(view, main, other) {
  view.fittedTo = view.measures.clientWidth;
  const { panels, width, height } = drawPanels(view, main, other, panelWidth(view));
  const names = drawing("svg", { viewBox: `0 0 ${LABELS} ${height}`, width: LABELS, height, "aria-hidden": "true" });
  const figure = drawing("svg", {
    viewBox: `-6 0 ${width} ${height}`,
    width,
    height,
    role: "img",
    "aria-label": "Sentiment and rates by section; the table below has the numbers",
  });
  view.page.sections.forEach((section, row) => {
    names.append(band(section, row, 0, LABELS), rowLabel(view, section, row));
    figure.append(band(section, row, -6, width));
  });
  figure.append(...panels);
  const scroll = { class: "scroll", tabindex: "0", role: "region", "aria-label": "Profile figure" };
  return element("div", { class: "figure" }, names, element("div", scroll, figure));
}

/** The band behind one section. */
function band(section, row, x, width) {
  const name = row % 2 ? "band" : "band even";
  return drawing("rect", { class: name, "data-id": section.id, x, y: 20 + row * STEP, width, height: STEP });
}

/** The name of one section. */
function rowLabel(view, section, row) {
  const name = fitted(view, section.title, LABELS - 4);
  const text = drawing("text", { x: 0, y: 20 + row * STEP + STEP / 2 + 4 }, name);
  text.append(drawing("title", {}, section.title));
  return text;
}

const DRAWN = ["fill", "stroke", "stroke-width", "opacity", "font-size", "font-weight", "font-family", "text-anchor"];

/** The whole figure as one drawing that needs no style sheet. */
function figureToSave(view) {
  const { main, other } = countedTables(view);
  const { panels, width, height } = drawPanels(view, main, other);
  const [wide, high] = [LABELS + width + 20, height + 40];
  const figure = drawing("svg", { viewBox: `-10 -6 ${wide} ${high}`, width: wide, height: high });
  figure.append(drawing("rect", { class: "ground", x: -10, y: -6, width: wide, height: high }));
  view.page.sections.forEach((section, row) => {
    figure.append(band(section, row, 0, LABELS + width), rowLabel(view, section, row));
  });
  figure.append(drawing("g", { transform: `translate(${LABELS + 6} 0)` }, ...panels));
  const source = `${view.page.title}. ${profileNote(view)}`;
  figure.append(drawing("text", { class: "tick", x: 0, y: height + 18 }, source));
  const place = element("div", { class: "figure unseen" }, figure);
  view.root.append(place);
  for (const part of figure.querySelectorAll("*")) {
    const style = getComputedStyle(part);
    for (const name of DRAWN) part.setAttribute(name, style.getPropertyValue(name));
  }
  place.remove();
  return { text: new XMLSerializer().serializeToString(figure), wide, high };
}

/** Save the figure as a drawing or as a picture. */
async function saveFigure(view, format) {
  const { text, wide, high } = figureToSave(view);
  const blob = new Blob([text], { type: "image/svg+xml" });
  const name = `${fileName(view, "profile")}.${format}`;
  if (format === "svg") {
    saveBlob(blob, name);
  } else {
    const picture = new Image();
    picture.src = URL.createObjectURL(blob);
    await picture.decode();
    const canvas = element("canvas", { width: 2 * wide, height: 2 * high });
    canvas.getContext("2d").drawImage(picture, 0, 0, 2 * wide, 2 * high);
    URL.revokeObjectURL(picture.src);
    canvas.toBlob((made) => saveBlob(made, name), "image/png");
  }
  view.status.textContent = `${name}: given to the browser to save`;
}

/** One panel of dots; hollow dots for the raw values where they differ. */
function panel({ label, title, wide }, name, x, values, raws, [least, most], digits) {
  const group = drawing("g", { class: name, transform: `translate(${x} 0)` });
  const place = (value) => ((value - least) / (most - least)) * wide;
  const head = drawing("text", { class: "title", y: 13 }, title);
  if (title !== label) head.append(drawing("title", {}, label));
  group.append(head);
  const bottom = 22 + STEP * values.length;
  if (least < 0) group.append(drawing("line", { class: "zero", x1: place(0), x2: place(0), y1: 20, y2: bottom }));
  values.forEach((value, row) => {
    const y = 20 + row * STEP + STEP / 2 + 3;
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
  const low = drawing("text", { class: "tick", x: 0, y: bottom + 11 }, numeral(least, digits));
  const high = drawing("text", { class: "tick end", x: wide, y: bottom + 11 }, numeral(most, digits));
  group.append(drawing("line", { class: "axis", x1: 0, x2: wide, y1: bottom, y2: bottom }), low, high);
  return group;
}
