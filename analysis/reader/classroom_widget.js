// A class on its text as a widget: every decision goes to Python, which keeps it in a file.

/** anywidget calls this once for every place where the widget is shown. */
function render({ model, el }) {
  const root = element("div");
  el.replaceChildren(root);
  const door = {
    curator: model.get("curator"),
    decided(view, ruling) {
      sayStatus(view, "Saving …");
      model.send({ do: "rule", ruling });
    },
  };
  const view = showClass(root, model.get("page"), door);
  const onStatus = () => {
    const { text, problem } = model.get("status");
    sayStatus(view, text, problem);
  };
  model.on("change:status", onStatus);
  onStatus();
  return () => model.off("change:status", onStatus);
}

export default { render };
