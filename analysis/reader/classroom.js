// A class on its text: the heat of everybody's marks, the passages that are disputed with what
// everybody said, the curator's decisions, and where each reader differed. reader.js stands before
// this file. A door says where decisions go: a file of its own, or Python.

const MACHINE_NAME = "this project";
const SCORES_OF_READERS = [-4, -3, -2, -1, 0, 1, 2, 3, 4];
const KEPT_SENTENCES = [
  "This page holds the text, the initials of the readers, their marks and notes, and what was decided; nothing else about them, and it sends nothing anywhere.",
  "The readings lie as files ending in .reading.json in the folder of the class, the decisions in the one ending in .curated.json. To delete all that is kept of a reader: python -m analysis agreement FOLDER --forget INITIALS, or delete her files; then make this page anew. Copies that were sent or backed up are yours to delete.",
];

/** Build the page from its data; the door keeps decisions. */
function showClass(root, data, door) {
  const view = { root, data, door, marker: "", reader: "", shown: "open", names: true, curator: door.curator ?? "" };
  root.classList.add("rhetoric-reader", "class");
  view.people = data.readers.slice(0, -1);
  view.labels = new Map(data.markers.map((one) => [one.name, one]));
  view.top = element("div", { class: "class-top" });
  view.choice = element("div", { class: "row", role: "group", "aria-label": "Marker" });
  view.prose = element("div", { class: "prose heat", role: "region", "aria-label": "Text", tabindex: "0" });
  view.told = element("div", { class: "apparatus", role: "status" });
  view.list = element("ol", { class: "disputes" });
  view.listTop = element("div", { class: "row" });
  view.status = element("p", { class: "status", role: "status" });
  view.hers = element("div", { class: "hers" });
  const text = element("div", { class: "heat-box" }, view.prose, view.told);
  const round = element("div", { class: "round" }, curatorBox(view), view.listTop, view.status, view.list);
  root.replaceChildren(
    view.top,
    heading("Where the class marked"), view.choice, scaleOf(view), text,
    heading("How far the readers agree"), ...figuresOf(view), agreementTable(view),
    heading("Passages to settle"), round,
    heading("Where a reader differed"), hersBox(view), view.hers,
    heading("What is kept, where, and how it is deleted"),
    ...KEPT_SENTENCES.map((words) => element("p", { class: "kept" }, words)),
  );
  drawAll(view);
  return view;
}

function heading(words) {
  return element("h3", {}, words);
}

function drawAll(view) {
  drawTop(view);
  drawChoice(view);
  drawHeat(view);
  drawList(view);
  drawHers(view);
}

/** A reader's initials, or a number where the class is not to see who said what. */
function nameOf(view, reader) {
  if (view.names || reader === MACHINE_NAME) return reader;
  const place = view.people.indexOf(reader);
  return place < 0 ? "a reader" : `reader ${place + 1}`;
}

function press(words, isOn, action, attributes = {}) {
  const button = element("button", { type: "button", class: "button", "aria-pressed": String(isOn), ...attributes }, words);
  button.addEventListener("click", action);
  return button;
}

function drawTop(view) {
  const n = view.people.length;
  const who = view.names ? view.people.join(", ") : "initials hidden";
  const hide = press(view.names ? "Hide initials" : "Show initials", !view.names, () => {
    view.names = !view.names;
    drawAll(view);
  });
  view.top.replaceChildren(
    element("h2", {}, view.data.title),
    element("p", { class: "headline" }, view.data.headline),
    element("div", { class: "row" }, element("span", {}, `${n} reader${n === 1 ? "" : "s"}: ${who}. `), hide),
  );
}

function drawChoice(view) {
  const choose = (name) => () => {
    view.marker = name;
    drawChoice(view);
    drawHeat(view);
    drawList(view);
  };
  const spans = view.data.markers.filter((one) => one.name !== "sentence");
  view.choice.replaceChildren(
    press("All", view.marker === "", choose("")),
    ...spans.map((one) => press(one.label, view.marker === one.name, choose(one.name), { "data-marker": one.name })),
  );
}

function scaleOf(view) {
  const n = view.people.length;
  const steps = [...new Set([1, Math.ceil(n / 2), n])];
  const parts = steps.map((k) => {
    const sample = element("span", { class: "w" }, k === n ? `all ${n}` : `${k} of ${n}`);
    sample.style.setProperty("--heat", `${heatOf(k, n)}%`);
    return sample;
  });
  return element("p", { class: "scale" }, "Marked by ", ...parts.flatMap((part) => [part, " "]), "Dotted: by this project alone. Point at a word, or tap it: who marked it, and as what.");
}

function heatOf(k, n) {
  return k === 0 ? 0 : 12 + (58 * k) / n;
}

// --- the heat ------------------------------------------------------------------------------

/** Shade every piece of text by how many people marked it. */
function drawHeat(view) {
  const { data, people } = view;
  view.prose.replaceChildren(
    ...data.paragraphs.map(({ kind, pieces }) => {
      const made = pieces.map(([words, marks]) => {
        const shown = marks.filter((at) => !view.marker || data.marks[at][1] === view.marker);
        const readers = new Set(shown.map((at) => data.marks[at][0]).filter((who) => who < people.length));
        if (!shown.length) return document.createTextNode(words);
        const piece = element("span", { class: "w", tabindex: "0", role: "button", "data-n": String(readers.size) }, words);
        piece.style.setProperty("--heat", `${heatOf(readers.size, people.length)}%`);
        for (const event of ["click", "focus", "pointerenter"]) piece.addEventListener(event, () => tell(view, piece, words, shown, readers.size));
        return piece;
      });
      return element(kind === "quote" ? "blockquote" : "p", {}, ...made);
    }),
  );
  view.told.replaceChildren(element("p", {}, "Nothing chosen yet."));
}

/** Say who marked some words, and as what. */
function tell(view, piece, words, marks, n) {
  view.told_piece?.classList.remove("current");
  view.told_piece = piece;
  piece.classList.add("current");
  const lines = marks.map((at) => {
    const [who, marker, category, force, note] = view.data.marks[at];
    const parts = [view.labels.get(marker).label, category, force ? `force ${force}` : "", note ? `“${note}”` : ""];
    return element("li", {}, element("b", {}, nameOf(view, view.data.readers[who])), `: ${parts.filter(Boolean).join(", ")}`);
  });
  const head = element("p", { class: "entry" }, element("i", {}, words), ` – marked by ${n} of ${view.people.length}`);
  view.told.replaceChildren(head, element("ul", {}, ...lines));
}

/** The figure, wide and for a phone: SVG that Python drew, in which all words are escaped. */
function figuresOf(view) {
  return view.data.figures.map((svg, at) => {
    const box = element("div", { class: at ? "agreement-figure narrow" : "agreement-figure wide" });
    box.innerHTML = svg;
    return box;
  });
}

function agreementTable(view) {
  const heads = ["Marker", "Between", "Passages", "Overlap F1 [95 %]", "Alpha [95 %]"];
  const head = element("tr", {}, ...heads.map((name) => element("th", { scope: "col" }, name)));
  const rows = view.data.agreement.map((cells) => element("tr", {}, ...cells.map((cell) => element("td", {}, cell))));
  const table = element("table", { class: "agreed measured" }, element("thead", {}, head), element("tbody", {}, ...rows));
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Agreement" }, table);
}

// --- the curator's round -------------------------------------------------------------------

function curatorBox(view) {
  const input = element("input", { type: "text", size: "6", "aria-label": "Curator’s initials", value: view.curator });
  input.addEventListener("input", () => { view.curator = input.value.trim(); });
  const label = element("label", {}, "Curator: ", input);
  const parts = view.door.save ? [press("Save the decisions", false, () => view.door.save(view), { "data-do": "save" })] : [];
  return element("div", { class: "row" }, label, ...parts);
}

function drawList(view) {
  const all = view.data.passages.filter((one) => !view.marker || one.marker === view.marker);
  const kinds = {
    open: all.filter((one) => one.open),
    settled: all.filter((one) => one.rulings.length),
    all,
  };
  const names = { open: "Open", settled: "Decided", all: "All passages" };
  view.listTop.replaceChildren(
    ...Object.entries(kinds).map(([kind, found]) =>
      press(`${names[kind]} (${found.length})`, view.shown === kind, () => {
        view.shown = kind;
        drawList(view);
      }, { "data-list": kind }),
    ),
  );
  view.list.replaceChildren(...kinds[view.shown].map((one) => dispute(view, one)));
}

/** One passage: its words in their place, what everybody said, and what can be decided. */
function dispute(view, passage) {
  const words = element("p", { class: "context" }, `…${passage.left}`, element("b", {}, passage.text), `${passage.right}…`);
  const marker = view.labels.get(passage.marker);
  const share = `disagreement ${Math.round(100 * passage.disagreement)} %`;
  const head = element("p", { class: "head" }, element("mark", { class: markerClass(passage.marker) }, marker.label), ` ${share}`);
  const said = passage.said.map(([reader, what, note]) =>
    element("li", {}, element("b", {}, nameOf(view, reader)), `: ${what}${note ? ` – “${note}”` : ""}`),
  );
  const item = element("li", { "data-marker": passage.marker, "data-start": String(passage.start) }, head, words, element("ul", { class: "said" }, ...said));
  item.append(...earlier(view, passage), decisionBox(view, passage, marker));
  return item;
}

/** What was decided, with everybody's notes of that time, the latest first. */
function earlier(view, passage) {
  return [...passage.rulings].reverse().map((ruling, at) => {
    const notes = ruling.said.filter(([, , note]) => note).map(([reader, , note]) => `${nameOf(view, reader)}: “${note}”`);
    const words = [
      `${at ? "Before" : "Decided"}: ${rulingInWords(view, ruling)}`,
      ruling.curator ? ` (${ruling.curator})` : "",
      ruling.note ? ` – “${ruling.note}”` : "",
      notes.length ? `; said then: ${notes.join("; ")}` : "",
    ];
    return element("p", { class: at ? "before" : "decided" }, words.join(""));
  });
}

function rulingInWords(view, ruling) {
  if (!ruling.stands) return "no mark";
  if (ruling.score !== null && ruling.score !== undefined) return scoreInWords(ruling.score);
  const force = ruling.force ? ` ${ruling.force}` : "";
  return `${(ruling.category || "marked").replaceAll("_", " ")}${force}`;
}

function scoreInWords(score) {
  return `${score > 0 ? "+" : ""}${score}`.replace("-", "−");
}

/** The buttons that settle a passage, and a note that goes with it. */
function decisionBox(view, passage, marker) {
  const note = element("input", { type: "text", placeholder: "Why (optional)", "aria-label": "Note on the decision", class: "why" });
  const force = element("select", { "aria-label": "Force" }, ...[1, 2, 3].map((f) => element("option", { value: String(f) }, `force ${f}`)));
  force.value = String(usualForce(passage));
  const decide = (ruling) => () => settlePassage(view, passage, { ...ruling, force: ruling.stands && marker.has_force ? Number(force.value) : null, note: note.value.trim() });
  const buttons = passage.marker === "sentence"
    ? SCORES_OF_READERS.map((score) => press(scoreInWords(score), false, decide({ stands: true, category: "", score }), { "data-rule": String(score) }))
    : [
        ...(marker.categories.length ? marker.categories : [["", "mark it"]]).map(([category, name]) =>
          press(name, false, decide({ stands: true, category, score: null }), { "data-rule": category || "mark" }),
        ),
        press("no mark", false, decide({ stands: false, category: "", score: null }), { "data-rule": "none" }),
      ];
  const parts = marker.has_force ? [force, note] : [note];
  const box = element("div", { class: "row decide" }, ...buttons, ...parts);
  if (!passage.rulings.length && passage.open) return box;
  return element("details", {}, element("summary", {}, "Decide anew"), box);
}

function usualForce(passage) {
  const given = passage.said.map(([, what]) => Number(/ (\d)$/.exec(what)?.[1])).filter(Boolean);
  return given.length ? Math.round(given.reduce((a, b) => a + b, 0) / given.length) : 2;
}

function settlePassage(view, passage, ruling) {
  if (!view.curator) {
    sayStatus(view, "Give the curator’s initials first.", true);
    view.root.querySelector(".round input").focus();
    return;
  }
  const said = passage.said.map(([reader, what, note]) => [reader, what, note ?? ""]);
  const { marker, start, end, text } = passage;
  const made = { marker, start, end, text, ...ruling, curator: view.curator, said, time: new Date().toISOString().replace(/\.\d+Z/, "+00:00") };
  passage.rulings.push(made);
  passage.open = false;
  passage.settled = ruling.stands ? ruling : null;
  view.door.decided(view, made);
  drawList(view);
  drawHers(view);
}

function sayStatus(view, words, isProblem = false) {
  view.status.textContent = words;
  view.status.classList.toggle("problem", isProblem);
}

// --- where a reader differed ---------------------------------------------------------------

function hersBox(view) {
  const options = view.people.map((reader) => element("option", { value: reader }, reader));
  const select = element("select", { "aria-label": "Reader" }, element("option", { value: "" }, "choose a reader"), ...options);
  select.addEventListener("change", () => {
    view.reader = select.value;
    drawHers(view);
  });
  view.select = select;
  return element("div", { class: "row" }, element("label", {}, "Reader: ", select));
}

/** List what was settled otherwise than one reader had it. */
function drawHers(view) {
  for (const option of view.select.options) if (option.value) option.textContent = nameOf(view, option.value);
  if (!view.reader) {
    view.hers.replaceChildren(element("p", {}, "Every reader finds here what was settled otherwise than she had it."));
    return;
  }
  const found = view.data.passages.filter((one) => !one.open && differsFrom(one, view.reader));
  found.sort((a, b) => a.start - b.start);
  const heads = ["Marker", "Words", "She had", "Settled", "Curator’s note"];
  const rows = found.map((one) => {
    const [, what, note] = one.said.find(([reader]) => reader === view.reader);
    const last = one.rulings.at(-1);
    const settled = last ? rulingInWords(view, last) : rulingInWords(view, { stands: Boolean(one.settled), ...one.settled });
    const cells = [view.labels.get(one.marker).label, one.text, note ? `${what} – “${note}”` : what, settled, last?.note ?? ""];
    return element("tr", {}, ...cells.map((cell, at) => element("td", { "data-head": heads[at] }, cell)));
  });
  const head = element("tr", {}, ...heads.map((name) => element("th", { scope: "col" }, name)));
  const n_open = view.data.passages.filter((one) => one.open).length;
  const told = `${found.length} of the settled passages; ${n_open} are still open.`;
  const table = element("table", { class: "agreed cards" }, element("thead", {}, head), element("tbody", {}, ...rows));
  view.hers.replaceChildren(element("p", {}, told), element("div", { class: "scroll" }, table));
}

function differsFrom(passage, reader) {
  const hers = passage.said.find(([name]) => name === reader);
  if (!hers) return false;
  const [, , , category, score] = hers;
  const settled = passage.settled;
  if (passage.marker === "sentence") {
    if (score === null) return false;
    return settled === null || Math.abs(score - settled.score) >= 1;
  }
  if ((category === null) !== (settled === null)) return true;
  return Boolean(category && settled?.category && category !== settled.category);
}

// --- the page as a file --------------------------------------------------------------------

/** Start the page of a file: decisions are kept in this browser until they are saved as a file. */
function startClassFile() {
  const data = JSON.parse(document.getElementById("class-data").textContent);
  const shelf = `rhetoric-class ${data.document_hash}`;
  const made = [];
  const keep = () => {
    try {
      window.localStorage.setItem(shelf, JSON.stringify(made));
    } catch {
      // A browser that keeps nothing: the file is saved by hand.
    }
  };
  const door = {
    decided(view, ruling) {
      made.push(ruling);
      keep();
      sayStatus(view, `${made.length} decision${made.length === 1 ? "" : "s"}, kept in this browser. Save them as a file, and put it beside the readings.`);
    },
    save(view) {
      const rulings = view.data.passages.flatMap((one) => one.rulings.map((ruling) => ({ ...ruling, ...place(one, ruling) })));
      const file = { format: 1, document: data.document, document_hash: data.document_hash, rulings };
      const blob = new Blob([`${JSON.stringify(file, null, 1)}\n`], { type: "application/json" });
      const link = element("a", { href: URL.createObjectURL(blob), download: data.file });
      document.body.append(link);
      link.click();
      link.remove();
      window.setTimeout(() => URL.revokeObjectURL(link.href), 30000);
      sayStatus(view, `${data.file} is given to the browser to save: put it beside the readings.`);
    },
  };
  const place = ({ marker, start, end, text }, ruling) => (ruling.text ? {} : { marker, start, end, text });
  const view = showClass(document.getElementById("class"), data, door);
  takeKept(view, shelf, made);
}

/** Take up the decisions that this browser kept and that the page does not hold yet. */
function takeKept(view, shelf, made) {
  let found = [];
  try {
    found = JSON.parse(window.localStorage.getItem(shelf)) ?? [];
  } catch {
    found = [];
  }
  for (const ruling of found) {
    const passage = view.data.passages.find((one) => one.marker === ruling.marker && one.start < ruling.end && ruling.start < one.end);
    if (!passage || passage.rulings.some((one) => one.time === ruling.time)) continue;
    passage.rulings.push(ruling);
    passage.open = false;
    passage.settled = ruling.stands ? ruling : null;
    made.push(ruling);
  }
  if (made.length) {
    drawList(view);
    drawHers(view);
    sayStatus(view, `${made.length} decisions of before were found in this browser; they are not in a file yet.`);
  }
}
