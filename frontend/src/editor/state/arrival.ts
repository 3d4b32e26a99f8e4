/** What the address asks for beside the page: `?line=14` opens a line, `?sheet=comments` a sheet. */
import type { Session } from "./session";

/** What a sheet is told that opened with the page: the caret stays in the line. */
const ARRIVAL = "arrival";

export function arrive(session: Session, search: string): void {
  const query = new URLSearchParams(search);
  const number = Number(query.get("line"));
  const uid = Number.isInteger(number) ? session.page.order[number - 1] : undefined;
  if (uid) session.openLine(uid);
  const sheet = query.get("sheet");
  if (sheet) session.openSheet(sheet, ARRIVAL);
}
