/** Bringing back an earlier version of a line's text, as one step of undo. */
import type { Uid } from "../model/types";
import { edit } from "./changes";
import type { Session } from "./session";

export interface Restored {
  readonly line: Uid;
  readonly layer: number;
  readonly text: string;
  /** The newest version that the server told of; it counts for a layer that is not shown. */
  readonly newest: { readonly text: string; readonly version: number };
}

/** The server gives the text its old glyphs and confidence again: `from` names its own layer. */
export function restoreText(session: Session, { line, layer, text, newest }: Restored): void {
  const { page } = session;
  const here = page.lines.get(line)?.text;
  const now = layer === page.layer && here ? here : newest;
  const patch = { line, layer, before: now.text, after: text, base: now.version, from: layer };
  session.commit(edit({ texts: [patch] }));
}
