// Two changes to one text, put together line by line.

/** So many pairs of lines are compared at most: longer changes count as one. */
const MOST_PAIRS = 4_000_000;

/** For each line of `a` and `b` from which on, how many lines both have in common, in order. */
function common(a, b) {
  const wide = b.length + 1, lengths = new Uint16Array((a.length + 1) * wide);
  for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--) {
    lengths[i * wide + j] = a[i] === b[j] ? lengths[(i + 1) * wide + j + 1] + 1 : Math.max(lengths[(i + 1) * wide + j], lengths[i * wide + j + 1]);
  }
  return (i, j) => lengths[i * wide + j];
}

/** Where one text is otherwise than the other: [from, to, lines in the place of those] in order. */
function hunks(before, after) {
  let head = 0, tail = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const a = before.slice(head, before.length - tail), b = after.slice(head, after.length - tail);
  if (!a.length && !b.length) return [];
  if (a.length * b.length > MOST_PAIRS) return [[head, head + a.length, b]];
  const left = common(a, b), found = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const [from, start] = [i, j];
    while ((i < a.length || j < b.length) && a[i] !== b[j]) if (j >= b.length || (i < a.length && left(i + 1, j) >= left(i, j + 1))) i++; else j++;
    if (i > from || j > start) found.push([head + from, head + i, b.slice(start, j)]);
    while (i < a.length && j < b.length && a[i] === b[j]) { i++; j++; }
  }
  return found;
}

/** The text with both changes; null where they touch the same or neighbouring lines and are not alike. */
export function merged(base, mine, theirs) {
  const lines = base.split("\n");
  const own = hunks(lines, mine.split("\n")), others = hunks(lines, theirs.split("\n"));
  const rest = own.filter((a) => !others.some((b) => JSON.stringify(a) === JSON.stringify(b)));
  if (rest.some(([from, to]) => others.some(([start, end]) => from <= end && start <= to))) return null;
  for (const [from, to, put] of [...rest, ...others].sort((a, b) => b[0] - a[0])) lines.splice(from, to - from, ...put);
  return lines.join("\n");
}
