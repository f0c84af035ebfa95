// The concordance: every hit in its context, to be sorted, filtered and saved.

const ROWS_AT_FIRST = 100;
const COLUMNS = [
  ["start", "Section", "order of the text"],
  ["left", "Before", "words before, from the last"],
  ["words", "Hit", "hit"],
  ["right", "After", "words after"],
  ["marker_label", "Marker", "marker"],
  ["category_label", "Category", "category"],
  ["strength", "Probability", "probability"],
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
    element(
      "div",
      { class: "choices" },
      search,
      view.nLines,
      element("span", { class: "group" }, "Save these lines:"),
      barButton("CSV", "Save these lines as CSV", () => saveLines(view, "csv")),
      barButton("Excel", "Save these lines as Excel", () => saveLines(view, "xlsx")),
    ),
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

/** The lines that are looked for, in their order. */
function chosenLines(view) {
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
  return lines;
}

/** Fill the concordance with the hits that are shown. */
function fillConcordance(view) {
  const lines = chosenLines(view);
  const visible = view.all ? lines : lines.slice(0, ROWS_AT_FIRST);
  view.body.replaceChildren(...visible.map((hit) => lineRow(view, hit)));
  view.nLines.textContent = lines.length === 1 ? "1 line" : `${lines.length} lines`;
  view.more.hidden = visible.length === lines.length;
  view.more.textContent = `Show all ${lines.length} lines`;
}

/** Save the lines that are looked for, all of them. */
function saveLines(view, format) {
  const columns = [...COLUMNS.map(([, name]) => name), "Reason", "Note"];
  const rows = chosenLines(view).map((hit) => [
    hit.section_title,
    hit.left.trim(),
    hit.words,
    hit.right.trim(),
    hit.marker_label,
    hit.category_label,
    Number(hit.strength),
    hit.voice,
    STATES[hit.state],
    hit.reason,
    hit.note,
  ]);
  askForFile(view, { do: "table", format, name: fileName(view, "hits"), columns, rows }, "Saving …");
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
function goToHit(view, hit, withFocus = true) {
  const { reader } = view;
  const mark = reader.marks.get(hit.id)?.[0];
  if (!mark) return;
  scrollToElement(reader, mark);
  const outer = passageAt(reader, mark);
  if (!outer) return;
  choose(reader, outer);
  reveal(reader);
  if (withFocus) outer.focus({ preventScroll: true });
}
