// After reading: the reader's marks and the machine's, side by side, each a click away.

const WHO = ["both", "reader", "machine"];

/** Who found a passage, in words; the reader goes by her initials, for a teacher may look, too. */
function whoFound(view, who) {
  return { both: "both", reader: `${view.reader} alone`, machine: "machine alone" }[who];
}

/** The reading is finished: its marks stay as they are, and the machine's come beside them. */
function showFinished(view, beside) {
  view.root.classList.add("finished");
  view.bar.hidden = true;
  chooseWords(view, -1, -1);
  for (const el of view.words[view.cursor]?.sentence.els ?? []) el.classList.remove("now");
  view.beside = beside?.length ? beside : null;
  view.root.classList.toggle("compared", Boolean(view.beside));
  showMarks(view);
  if (!view.beside) {
    view.side.replaceChildren(...(view.door.finished?.(view) ?? [element("p", {}, "The machine reads …")]));
    return;
  }
  view.passages = beside.flatMap(({ passages }, number) =>
    passages.map((one) => ({ ...one, number, ...wordsOf(view, number, one.start, one.end) })),
  );
  view.passages = view.passages.filter((one) => one.first !== undefined);
  view.only = null;
  drawItems(view, view.passages.map(({ first, last, marker, who }) => ({ first, last, look: `${markerClass(marker)} by-${who}` })));
  view.passageTold = element("div", { class: "apparatus", role: "region", "aria-label": "About the passage", tabindex: "0" });
  view.passageList = element("ol", { class: "passages" });
  view.listTold = element("p", { class: "told", role: "status" });
  view.side.replaceChildren(legendOf(view), view.passageTold, countTable(view), view.listTold, view.passageList, ...scoreTable(view, beside));
  tellPassage(view, null);
  listPassages(view);
}

function legendOf(view) {
  const looks = WHO.map((who) => element("mark", { class: `by-${who}` }, whoFound(view, who)));
  return element("p", { class: "looks" }, ...looks.flatMap((look) => [look, " "]), " A number or a line leads to its passage.");
}

/** How many passages of each marker; every number is a way to them. */
function countTable(view) {
  const heads = ["Marker", ...WHO.map((who) => whoFound(view, who))].map((name) => element("th", { scope: "col" }, name));
  const rows = [...view.guide.values()]
    .filter((entry) => entry.name !== "sentence")
    .map((entry) => {
      const cells = WHO.map((who) => {
        const n = view.passages.filter((one) => one.marker === entry.name && one.who === who).length;
        const button = element("button", { type: "button", "aria-label": `${entry.title}, ${whoFound(view, who)}: ${n}` }, String(n));
        button.disabled = !n;
        button.addEventListener("click", () => showOnly(view, entry.name, who));
        return element("td", { "data-marker": entry.name, "data-who": who }, button);
      });
      return element("tr", {}, element("th", { scope: "row" }, swatch(entry.name, entry.title)), ...cells);
    });
  return element("table", { class: "counts kwic" }, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));
}

/** List the passages of one cell of the table, and go to the first. */
function showOnly(view, marker, who) {
  const isSame = view.only?.marker === marker && view.only.who === who;
  view.only = isSame ? null : { marker, who };
  const [first] = listPassages(view);
  if (first && view.only) goToPassage(view, first);
}

/** Fill the list. */
function listPassages(view) {
  const { only } = view;
  const shown = view.passages.filter((one) => !only || (one.marker === only.marker && one.who === only.who));
  const which = only ? `${view.guide.get(only.marker).title}, ${whoFound(view, only.who)}: ` : "";
  view.listTold.textContent = `${which}${counted(shown.length, "passage")}${only ? "; press the number again for all" : ""}.`;
  view.passageList.replaceChildren(
    ...shown.map((one) => {
      const words = one.words.length > 60 ? `${one.words.slice(0, 59)}…` : one.words;
      const button = element("button", { type: "button" }, element("mark", { class: `${markerClass(one.marker)} by-${one.who}` }, words), ` ${view.guide.get(one.marker).title} · ${whoFound(view, one.who)}`);
      button.addEventListener("click", () => goToPassage(view, one));
      return element("li", {}, button);
    }),
  );
  return shown;
}

/** Show a passage in the text, and what each said of it. */
function goToPassage(view, one) {
  chooseWords(view, one.first, one.last);
  keepInView(view, view.words[one.first].el);
  view.passage = one;
  tellPassage(view, one);
}

/** What the reader said of a passage, and what the machine says. */
function tellPassage(view, one) {
  if (!one) {
    view.passageTold.replaceChildren(element("p", {}, "Choose a passage, in the text or in the list. The keys , and . go from one to the next."));
    return;
  }
  const parts = [element("p", { class: "entry" }, swatch(one.marker, view.guide.get(one.marker).title), ` · ${whoFound(view, one.who)} · `, element("i", {}, one.words.slice(0, 120)))];
  for (const { kind, force, note } of one.reader) {
    const said = [kind, force && `force ${force}`, note && `“${note}”`].filter(Boolean).join(", ");
    parts.push(element("p", {}, element("b", {}, `${view.reader}: `), said || "marked"));
  }
  for (const { kind, weight, force, reason } of one.machine) {
    const said = [kind, `probability ${weight.toFixed(2)}`, force && `force ${force}`].filter(Boolean).join(", ");
    parts.push(element("p", {}, element("b", {}, "Machine: "), said, element("br"), element("small", {}, reason)));
  }
  view.passageTold.replaceChildren(...parts);
  view.passageTold.scrollTop = 0;
}

/** A click on the text: the shortest passage there. */
function passageOfWord(view, at) {
  const found = view.passages.filter((one) => one.first <= at && at <= one.last);
  found.sort((a, b) => a.last - a.first - (b.last - b.first));
  if (found.length) goToPassage(view, found[0]);
}

/** The keys , and . and the arrows go from passage to passage. */
function besideKey(view, event) {
  const step = { ".": 1, ArrowRight: 1, ",": -1, ArrowLeft: -1 }[event.key];
  if (!step || !view.beside) return false;
  const { only } = view;
  const shown = view.passages.filter((one) => !only || (one.marker === only.marker && one.who === only.who));
  const next = shown[shown.indexOf(view.passage) + step];
  if (next) goToPassage(view, next);
  return true;
}

/** The scored sentences, those first on which reader and machine differ most. */
function scoreTable(view, beside) {
  const rows = beside.flatMap(({ sentences }, number) => sentences.map((one) => ({ ...one, number })));
  if (!rows.length) return [];
  const gap = (one) => (one.machine === null ? -1 : Math.abs(one.reader - one.machine));
  rows.sort((a, b) => gap(b) - gap(a));
  const body = rows.map((one) => {
    const sentence = view.sentences.find((s) => s.number === one.number && s.start === one.start);
    const words = sentence.text.length > 60 ? `${sentence.text.slice(0, 59)}…` : sentence.text;
    const button = element("button", { type: "button" }, words);
    button.addEventListener("click", () => {
      const last = view.words.findLastIndex((word) => word.sentence === sentence);
      chooseWords(view, sentence.first, last);
      if (last >= 0) keepInView(view, view.words[sentence.first].el);
    });
    const machine = one.machine === null ? "–" : signed(one.machine);
    return element("tr", {}, element("td", {}, signed(one.reader)), element("td", {}, machine), element("td", {}, button));
  });
  const heads = [view.reader, "Machine", "Sentence"].map((name) => element("th", { scope: "col" }, name));
  return [
    element("h3", {}, "Sentences, from −4 to 4"),
    element("table", { class: "scores kwic" }, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...body)),
  ];
}
