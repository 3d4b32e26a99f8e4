/**
 * What the address asks for beside the page: `?line=14` opens a line by its number, `?at=` by its
 * uid where it is doubted, `?sheet=comments` a sheet.
 */
import type { Session } from "./session";

/** What a sheet is told that opened with the page: the caret stays in the line. */
const ARRIVAL = "arrival";

export function arrive(session: Session, search: string): void {
  const query = new URLSearchParams(search);
  const number = Number(query.get("line"));
  const uid = Number.isInteger(number) ? session.page.order[number - 1] : undefined;
  const at = query.get("at");
  if (uid) session.openLine(uid);
  else if (at) session.openLine(at, "uncertain");
  const sheet = query.get("sheet");
  if (sheet) session.openSheet(sheet, ARRIVAL);
}
