// Blind reading as a widget: Python keeps the marks, and compares them when all is read.

const PATIENCE = 8000; // milliseconds after which an unanswered mark is called unsaved
const PATIENCE_FOR_ALL = 120000; // while the machine reads
const AFTERWARDS = "If you finish now, your marks stay as they are, and the machine’s appear beside them.";

/** anywidget calls this once for every place where the widget is shown. */
function render({ model, el }) {
  const root = element("div");
  const state = { unsaved: 0, timer: null };
  const send = (message, patience = PATIENCE) => {
    state.unsaved += 1;
    view.status.textContent = "Saving …";
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(() => {
      view.status.textContent = "The kernel does not answer: what you did last is not saved.";
      view.status.classList.add("problem");
    }, patience);
    model.send(message);
  };
  const view = makeBlind(root, model.get("page"), {
    afterwards: AFTERWARDS,
    begin: (reader) => {
      send({ do: "begin", reader });
      root.scrollIntoView({ block: "nearest" });
    },
    leave: () => model.send({ do: "leave" }),
    save: (text, marks) => send({ do: "save", text, marks }),
    finish: () => send({ do: "finish" }, PATIENCE_FOR_ALL),
  });
  el.replaceChildren(root);
  const take = () => {
    if (state.unsaved) return; // what is on the page is newer
    const [reader, marks, finished, beside] = ["reader", "marks", "finished", "beside"].map((name) => model.get(name));
    if (view.reader === reader && !finished && JSON.stringify(marks) === state.taken) return;
    state.taken = JSON.stringify(marks);
    if (model.get("page") !== view.page) takePage(view, model.get("page"));
    takeReading(view, { reader, marks, finished, beside });
  };
  const answer = () => {
    const { text, problem } = model.get("status");
    state.unsaved = Math.max(0, state.unsaved - 1);
    window.clearTimeout(state.timer);
    view.status.textContent = text;
    view.status.classList.toggle("problem", Boolean(problem));
    if (!state.unsaved) state.taken = JSON.stringify(model.get("marks"));
    if (!view.isReading || model.get("finished")) take();
  };
  const listeners = { "change:marks": take, "change:beside": take, "change:status": answer };
  for (const [name, listener] of Object.entries(listeners)) model.on(name, listener);
  const release = keepKeys(root);
  take();
  answer();
  if (model.get("in_view")) window.requestAnimationFrame(() => root.scrollIntoView({ block: "nearest" }));
  return () => {
    release();
    for (const [name, listener] of Object.entries(listeners)) model.off(name, listener);
  };
}

export default { render };
