type Point = { readonly at: number; readonly value: number };
type Size = { readonly width: number; readonly height: number; readonly least: number };

const SPAN_MS = 60_000;
/** So that a line at the edge is not cut off. */
const EDGE = 2;

/** The paths of a line and of the area below it: a minute wide, as high as the highest value, but of `least` at least. */
export function sparkline(
  points: readonly Point[],
  { width, height, least }: Size,
): { readonly line: string; readonly area: string } {
  const last = points.at(-1);
  const [first] = points;
  if (first === undefined || last === undefined) return { line: '', area: '' };
  const most = Math.max(least, ...points.map(({ value }) => value));
  const x = (at: number) => (1 - (last.at - at) / SPAN_MS) * width;
  const y = (value: number) => height - EDGE - (value / most) * (height - 2 * EDGE);
  const corners = points.map(({ at, value }) => `${round(x(at))} ${round(y(value))}`);
  const line = `M${corners.join('L')}`;
  return { line, area: `${line}L${round(width)} ${height}L${round(x(first.at))} ${height}Z` };
}

const round = (value: number): number => Math.round(value * 10) / 10;
