// Blind reading as a file: it needs no net; marks stay in the browser until their file is saved.

const FORMAT = 1; // of a reading's file

/** Start the page: its data stands in a block that runs nothing. */
function startFile() {
  const page = JSON.parse(document.getElementById("blind-data").textContent);
  const root = document.getElementById("blind");
  const file = { page, reading: null, isSaved: true };
  const door = {
    afterwards: "If you finish now, the file of your reading is saved. Hand it in; the machine’s marks are shown where it is opened.",
    tools: [keyButton("Save file", "", "Save the reading as a file", () => saveReading(file))],
    begin: (reader) => beginReading(file, kept(file, reader) ?? newReading(page, reader)),
    leave: () => (file.reading = null),
    save: (_text, marks) => keepReading(file, { marks: sorted(marks) }),
    finish: () => {
      keepReading(file, { finished: true });
      saveReading(file);
      show(file);
    },
    finished: () => afterReading(file),
  };
  file.view = makeBlind(root, page, door);
  if (page.reading) {
    takeReading(file.view, { reader: page.reading.reader, marks: [page.reading.marks], finished: true, beside: page.beside });
    return;
  }
  file.view.start.querySelector("form").after(openBox(file));
  window.addEventListener("beforeunload", (event) => {
    if (!file.isSaved) event.preventDefault();
  });
}

function newReading(page, reader) {
  const { document: name, document_hash, spans, markers } = page;
  const made = new Date().toISOString().replace(/\.\d+Z$/, "+00:00");
  return { format: FORMAT, document: name, document_hash, reader, spans, markers, marks: [], finished: false, made };
}

function beginReading(file, reading) {
  file.reading = reading;
  show(file);
  const so = reading.marks.length ? `Going on with the reading by ${reading.reader}: ${counted(reading.marks.length, "mark")} so far, scores counted in.` : "";
  tell(file, `${so} Marks are kept in this browser; save the file before you leave it.`);
}

/** Show the reading as it stands. */
function show(file) {
  const { reader, marks, finished } = file.reading;
  takeReading(file.view, { reader, marks: [marks], finished, beside: null });
}

function tell(file, text, isProblem = false) {
  file.view.status.textContent = text.trim();
  file.view.status.classList.toggle("problem", isProblem);
}

function sorted(marks) {
  const name = (mark) => mark.marker;
  return [...marks].sort((a, b) => a.start - b.start || a.end - b.end || (name(a) < name(b) ? -1 : 1));
}

// --- where it is kept ----------------------------------------------------------------------

/** The name under which this browser keeps a reading: another text or reader has another. */
function shelf(page, reader) {
  return `rhetoric-reading ${page.document_hash} ${reader}`;
}

/** The reading that this browser kept, if it is of the same sentences. */
function kept(file, reader) {
  try {
    const found = JSON.parse(window.localStorage.getItem(shelf(file.page, reader)));
    return found && problemOf(file.page, found) === "" ? found : null;
  } catch {
    return null;
  }
}

/** Keep the reading at once; where a browser keeps nothing, say so. */
function keepReading(file, change) {
  Object.assign(file.reading, change);
  try {
    window.localStorage.setItem(shelf(file.page, file.reading.reader), JSON.stringify(file.reading));
    tell(file, "Kept in this browser. Save the file before you leave it.");
  } catch {
    file.isSaved = false;
    tell(file, "This browser keeps nothing: save the file before you close this page.", true);
  }
}

/** Give the reading to the browser as a file. */
function saveReading(file) {
  const { reading, page } = file;
  const initials = reading.reader.replace(/[^\p{L}\p{N}_.-]+/gu, "_");
  const name = `${page.stem}.${initials}.reading.json`;
  const blob = new Blob([`${JSON.stringify(reading, null, 1)}\n`], { type: "application/json" });
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 30000);
  file.isSaved = true;
  tell(file, `${name} is given to the browser to save.`);
}

// --- going on, and the end -----------------------------------------------------------------

/** Why a file is no reading of this page; "" if it is one. */
function problemOf(page, found) {
  if (found?.format !== FORMAT || !Array.isArray(found.marks) || !found.reader) return "it is no reading";
  if (found.document_hash !== page.document_hash) return "it is of another text";
  if (JSON.stringify(found.spans) !== JSON.stringify(page.spans)) return "it is of other sentences";
  const whole = (mark) => ({ category: "", force: null, note: "", score: null, ...mark });
  found.marks = found.marks.map(whole);
  return "";
}

/** A box to go on with a file that was saved, on this device or another. */
function openBox(file) {
  const input = element("input", { type: "file", accept: ".json" });
  input.addEventListener("change", async () => {
    const [given] = input.files;
    if (!given) return;
    let found = null;
    try {
      found = JSON.parse(await given.text());
    } catch {
      found = null;
    }
    const problem = problemOf(file.page, found);
    if (problem) tell(file, `${given.name}: ${problem}.`, true);
    else beginReading(file, found);
  });
  return element("label", { class: "open-box" }, "Or go on with a file that you saved: ", input);
}

/** What is seen when the reading is finished: the machine's marks are not in this file. */
function afterReading(file) {
  const again = keyButton("Go on reading", "", "Go on reading", () => {
    keepReading(file, { finished: false });
    show(file);
  });
  const save = keyButton("Save the file", "", "Save the reading as a file", () => saveReading(file));
  return [
    element("p", { class: "told" }, "You have finished. Hand in the file; where it is opened, your marks and the machine’s appear side by side."),
    element("div", { class: "row" }, save, again),
  ];
}
