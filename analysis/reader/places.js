// Where a number stands among those of published texts; Python sends their quantiles.

/** The value at a place of a line through points; outside them what is given. */
function between(value, xs, ys, below, above) {
  if (value < xs[0]) return below;
  if (value > xs.at(-1)) return above;
  const right = xs.findIndex((x) => x >= value);
  if (xs[right] === value) return ys[right];
  const share = (value - xs[right - 1]) / (xs[right] - xs[right - 1]);
  return ys[right - 1] + share * (ys[right] - ys[right - 1]);
}

/** The share of parts of other texts with less, those with the same counted by half; 0 to 100. */
function placeOf(view, measure, value) {
  const row = view.model.get("yardstick")?.measures?.[measure];
  if (!row || !Number.isFinite(value)) return NaN;
  const below = between(value, row.firsts, row.shares_below, row.shares_below[0], 100);
  const atMost = between(value, row.lasts, row.shares_to, 0, row.shares_to.at(-1));
  return (Math.min(below, atMost) + atMost) / 2;
}

/** The place of a value with those of the ends of its interval, or nothing. */
function placeText(view, measure, { rate, low, high }) {
  if (countedVoice(view.filter) !== "author" && measure !== "sentiment") return "";
  const [here, from, to] = [rate, low, high].map((value) => placeOf(view, measure, value));
  if (!Number.isFinite(here)) return "";
  const interval = Number.isFinite(from) ? ` [${from.toFixed(0)}–${to.toFixed(0)}]` : "";
  return `place ${here.toFixed(0)}${interval}`;
}
