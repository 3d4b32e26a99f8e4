/** The type that goes without saying on a page. */
import type { Line } from "./types";

/** The type of most lines; `null` where most have none. Of two equally frequent ones the first. */
export function usualType(lines: Iterable<Pick<Line, "type">>): number | null {
  const counts = new Map<number | null, number>();
  for (const { type } of lines) counts.set(type, (counts.get(type) ?? 0) + 1);
  let usual: number | null = null;
  for (const [type, count] of counts) if (count > (counts.get(usual) ?? 0)) usual = type;
  return usual;
}
