// The bar below the text that is read: markers, kinds, the scale, undo; and what comes before it.

const SCORES = [-4, -3, -2, -1, 0, 1, 2, 3, 4];

/** A button with a key; on a screen that is touched, the key is not shown. */
function keyButton(name, key, about, onClick) {
  const made = element("button", { type: "button", class: "button", title: about }, name);
  if (key) made.append(" ", element("kbd", { "aria-hidden": "true" }, key));
  made.addEventListener("click", onClick);
  return made;
}

// --- before it begins ----------------------------------------------------------------------

/** What is to be done, and whose reading it is. */
function startScreen(view) {
  const { texts } = view.page;
  const nSentences = texts.reduce((sum, text) => sum + text.sentences.length, 0);
  const nWords = texts.reduce((sum, text) => sum + text.n_words, 0);
  const isWhole = texts.every((text) => text.is_whole);
  const what = isWhole ? "the whole text" : `${counted(nSentences, "sentence")} of the text, with their neighbours in grey`;
  const input = element("input", { type: "text", maxlength: "20", autocomplete: "off", required: "", name: "initials" });
  input.value = view.page.initials ?? "";
  const form = element(
    "form",
    { class: "begin-form" },
    element("label", {}, "Your initials ", input),
    element("button", { type: "submit", class: "button" }, "Begin"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = input.value.trim();
    view.isAsked = view.takesFocus = true;
    if (/[\p{L}\p{N}]/u.test(given)) view.door.begin(given);
    else input.focus();
  });
  return element(
    "div",
    { class: "start" },
    element("p", {}, `You read ${texts.length > 1 ? `${texts.length} texts` : what}: ${counted(nWords, "word")}. No mark of the machine is shown before you have finished.`),
    form,
    guideList(view),
    element("p", { class: "how" }, "Choose words: click or tap the first and the last, or use the arrow keys; then say what they are. Every mark is kept at once. The key ? lists all keys."),
  );
}

function counted(n, noun) {
  return `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
}

/** What to look for, one line a marker. */
function guideList(view) {
  const entries = [...view.guide.values()].map((entry) => {
    const kinds = entry.kinds.map(([, name, about]) => `${name} (${about})`).join(", ");
    const forces = view.page.forces.map(([force, name]) => `${force} ${name}`).join(", ");
    const more = kinds ? `. Its kind: ${kinds}; its force: ${forces}` : "";
    return element("li", {}, swatch(entry.name, entry.title), `: ${entry.about}${more}.`);
  });
  return element("ul", { class: "guide" }, ...entries);
}

// --- the bar -------------------------------------------------------------------------------

/** Make the rows of the bar, and the guide beside the text. */
function buildBar(view) {
  const isWide = view.root.clientWidth > 720;
  const guide = element("details", {}, element("summary", {}, "What to mark"), guideList(view));
  guide.open = isWide;
  view.side.replaceChildren(guide);
  view.choices = element("div", { class: "row marks" });
  view.scale = element("div", { class: "row scale", role: "group", "aria-label": "Score of the sentence" });
  view.about = element("div", { class: "row mark" });
  view.progress = element("span", { class: "so-far" });
  view.undo = keyButton("Undo", "", "Undo (Ctrl+Z)", () => stepBack(view, view.past, view.future));
  view.redo = keyButton("Redo", "", "Redo (Ctrl+Shift+Z)", () => stepBack(view, view.future, view.past));
  const keys = keyButton("Keys", "?", "List of the keys", () => view.keys.showModal());
  keys.classList.add("keys-button");
  const finish = keyButton("I have finished reading", "", "Finish, and see the machine’s marks", () => askToFinish(view));
  finish.classList.add("finish");
  for (const score of view.guide.has("sentence") ? SCORES : []) {
    const button = keyButton(signed(score), "", `Score the sentence ${signed(score)}`, () => scoreSentence(view, score));
    button.dataset.score = score;
    view.scale.append(button);
  }
  view.tools = element("div", { class: "row tools" }, view.undo, view.redo, keys, ...(view.door.tools ?? []), finish);
  const saying = element("div", { class: "row saying" }, view.told, view.progress);
  view.bar.replaceChildren(saying, view.about, view.choices, view.scale, view.tools);
}

/** Bring the bar up to date. */
function showBar(view) {
  if (!view.isReading) return;
  view.told.textContent = told(view);
  showChoices(view);
  showScale(view);
  showAbout(view);
  view.undo.disabled = !view.past.length;
  view.redo.disabled = !view.future.length;
  const all = view.marks.flat();
  const nScored = all.filter((mark) => mark.marker === "sentence").length;
  const parts = [counted(all.length - nScored, "mark")];
  if (view.guide.has("sentence")) parts.push(`${nScored} of ${counted(view.sentences.length, "sentence")} scored`);
  view.progress.textContent = parts.join(" · ");
}

/** What is chosen, or what to do. */
function told(view) {
  const { pending } = view;
  if (pending?.kind) return "How strong is it?";
  if (pending?.entry) return `Which kind? (${pending.entry.title})`;
  if (pending) return "Which device?";
  if (view.first < 0) return view.pointer === "mouse" ? "Choose words, then say what they are." : "Tap the first and the last word, then say what they are.";
  const [from, to] = [view.first, view.last].sort((a, b) => a - b);
  const words = textOf(view, from, to);
  return `“${words.length > 70 ? `${words.slice(0, 40)} … ${words.slice(-24)}` : words}”`;
}

/** The buttons of the second row: markers, or what is still to be said of a mark. */
function showChoices(view) {
  const hadFocus = view.choices.contains(view.root.getRootNode().activeElement);
  const { pending } = view;
  const cancel = () => keyButton("Cancel", "Esc", "Mark nothing", () => letGo(view));
  let buttons = [];
  if (pending?.kind) {
    buttons = view.page.forces.map(([force, name]) => keyButton(`${force} ${name}`, "", `Force ${force}: ${name}`, () => pickPending(view, force)));
  } else if (pending?.entry) {
    buttons = pending.entry.kinds.map(([, name, about], at) => keyButton(name, String(at + 1), about, () => pickPending(view, at + 1)));
  } else if (pending) {
    buttons = devicesOf(view).map((entry, at) => keyButton(entry.title, String(at + 1), entry.about, () => pickPending(view, at + 1)));
  }
  if (pending) buttons.push(cancel());
  else buttons = markerButtons(view);
  view.choices.replaceChildren(...buttons);
  view.choices.classList.toggle("asking", Boolean(pending));
  if (hadFocus) view.choices.querySelector("button")?.focus();
}

function markerButtons(view) {
  const own = [...view.guide.values()].filter((entry) => entry.key);
  const buttons = own.map((entry) => {
    const made = keyButton("", entry.key, entry.about, () => askKind(view, entry));
    made.prepend(swatch(entry.name, entry.title.replace(" language", "")));
    return made;
  });
  if (devicesOf(view).length) buttons.push(keyButton("Device", "d", "A device: a question, a contrast, …", () => askDevice(view)));
  return buttons;
}

function devicesOf(view) {
  return [...view.guide.values()].filter((entry) => entry.is_device);
}

/** Press down the score of the sentence; without a sentence there is nothing to score. */
function showScale(view) {
  const sentence = view.words[view.cursor]?.sentence;
  const score = sentence ? scoreOf(view, sentence) : null;
  for (const button of view.scale.children) {
    button.disabled = !sentence;
    button.setAttribute("aria-pressed", String(score === Number(button.dataset.score)));
  }
}

/** What is known of the mark at the cursor: its words, a note, and the button that removes it. */
function showAbout(view) {
  const { mark } = view;
  view.about.hidden = !mark || Boolean(view.pending);
  if (view.about.hidden) return;
  const entry = view.guide.get(mark.marker);
  const kind = entry.kinds.find(([name]) => name === mark.category)?.[1];
  const more = [kind, mark.force && `force ${mark.force}`].filter(Boolean).join(", ");
  const note = element("input", { type: "text", placeholder: "Note", maxlength: "500", "aria-label": `Note on ${mark.text.slice(0, 60)}` });
  note.value = mark.note;
  note.addEventListener("change", () => view.mark === mark && editMark(view, { note: note.value.trim() }));
  note.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter" || event.key === "Escape") view.words[view.cursor]?.el.focus({ preventScroll: true });
  });
  const remove = keyButton("Remove", "x", "Remove this mark", () => editMark(view, null));
  const words = mark.text.length > 40 ? `${mark.text.slice(0, 39)}…` : mark.text;
  const name = element("span", { class: "entry" }, swatch(mark.marker, entry.title), more ? ` · ${more}` : "", " · ", element("i", {}, words));
  view.about.replaceChildren(name, note, remove);
}

// --- naming what is chosen -----------------------------------------------------------------

/** Whether words are chosen; if not, say so. */
function hasChosen(view) {
  if (view.first >= 0) return true;
  // With keys, the words that were marked last can be marked once more, as something else.
  if (view.pane.contains(view.root.getRootNode().activeElement) && view.cursor >= 0) {
    const [from, to] = view.lastMarked ?? [-1, -1];
    const isThere = from <= view.cursor && view.cursor <= to;
    chooseWords(view, isThere ? from : view.cursor, isThere ? to : view.cursor);
    return true;
  }
  view.told.textContent = "First choose words: the first and the last of them.";
  return false;
}

/** Mark the chosen words; of a marker with kinds, ask for kind and force first. */
function askKind(view, entry) {
  if (!hasChosen(view)) return true;
  if (!entry.kinds.length) return addMark(view, entry.name, "", null) ?? true;
  view.pending = { entry };
  showBar(view);
  return true;
}

/** Ask which device it is. */
function askDevice(view) {
  if (!devicesOf(view).length) return false;
  if (!hasChosen(view)) return true;
  view.pending = { device: true };
  showBar(view);
  return true;
}

/** Answer what is asked, by the number of the answer. */
function pickPending(view, number) {
  const { entry, kind } = view.pending;
  if (kind) {
    const force = view.page.forces.find(([one]) => one === number)?.[0];
    if (force) addMark(view, entry.name, kind, force);
  } else if (entry) {
    const picked = entry.kinds[number - 1]?.[0];
    if (picked) view.pending = { entry, kind: picked };
    showBar(view);
  } else {
    const device = devicesOf(view)[number - 1];
    if (device) addMark(view, device.name, "", null);
  }
  return true;
}

/** A question with two answers. */
function askOne(view, label, words, yes, no) {
  const dialog = element("dialog", { class: "keys", "aria-label": label }, element("p", {}, words));
  const buttons = [yes, no].map(([name, act]) =>
    keyButton(name, "", name, () => {
      dialog.close();
      act();
    }),
  );
  dialog.append(element("div", { class: "row" }, ...buttons));
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("close", () => dialog.remove());
  view.root.append(dialog);
  dialog.showModal();
}

/** There are marks under these initials: are they hers? */
function askWhose(view, state) {
  const { reader, marks, finished } = state;
  const n = counted(marks.flat().length, "mark");
  const words = `${reader} has ${finished ? "finished reading" : "begun to read"} this, with ${n} so far, scores counted in. Is this your reading?`;
  const leave = () => {
    view.door.leave();
    view.status.textContent = "Add a letter to your initials, so that the readings are kept apart.";
    view.start.querySelector("input").focus();
  };
  askOne(view, "Whose reading", words, ["Yes, go on", () => takeReading(view, state)], ["No, I am somebody else", leave]);
}

// --- the end -------------------------------------------------------------------------------

/** Ask once more: after this the marks stay as they are. */
function askToFinish(view) {
  const nScored = view.marks.flat().filter((mark) => mark.marker === "sentence").length;
  const nLeft = view.guide.has("sentence") ? view.sentences.length - nScored : 0;
  const left = nLeft ? `${counted(nLeft, "sentence")} ${nLeft === 1 ? "has" : "have"} no score. ` : "";
  const finish = ["Finish", () => view.door.finish()];
  askOne(view, "Finish reading", `${left}${view.door.afterwards}`, finish, ["Go on reading", () => {}]);
}
