/** Fetches the image of the next page when nothing else is to do, so that the page turns fast. */
import type { Session } from "./state/session";

/**
 * The page itself is not fetched ahead: it would be shown as it was then, without what others, or a
 * job, changed in between.
 */
export function prefetchNeighbours({ bootstrap, page }: Session): void {
  const { start, frames } = bootstrap.filmstrip;
  const here = page.part.order - start;
  const next = frames[here + 1];
  const previous = frames[here - 1];
  for (const frame of [next, previous]) if (frame?.image) new Image().src = frame.image;
}
