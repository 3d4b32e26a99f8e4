/** Changes of the document's types that are made while a page is open. */
import { ApiError, NetworkError, request } from "../../api/client";
import type { OntologyType } from "../model/types";
import type { Kind } from "./legend";
import type { Session } from "./session";

const FIELDS = { regions: "regionTypes", lines: "lineTypes" } as const;

interface StoredType {
  readonly pk: number;
  readonly name: string;
  readonly color: string;
}

function address(session: Session, kind: Kind): string {
  const { urls } = session.bootstrap;
  return (kind === "regions" ? urls.region_types : urls.line_types) ?? "";
}

function take(session: Session, kind: Kind, types: readonly OntologyType[]): void {
  const { regionTypes, lineTypes } = session.page;
  session.store.setTypes({ regionTypes, lineTypes, [FIELDS[kind]]: types });
}

/** What went wrong, in words; errors of the program itself go on. */
function words(error: unknown): string {
  if (error instanceof ApiError) {
    const [first] = [error.data["name"], error.data["color"]].flat();
    return typeof first === "string" ? first : error.message;
  }
  if (error instanceof NetworkError) return error.message;
  throw error;
}

/** Gives a type another colour, for everybody; says what went wrong, or nothing. */
export async function changeColor(
  session: Session,
  kind: Kind,
  id: number,
  color: string,
): Promise<string> {
  const colored = (color: string) =>
    take(
      session,
      kind,
      session.page[FIELDS[kind]].map((type) => (type.id === id ? { ...type, color } : type)),
    );
  const before = session.page[FIELDS[kind]].find((type) => type.id === id)?.color ?? color;
  colored(color);
  try {
    await request("PATCH", `${address(session, kind)}${id}/`, { color });
    colored(color); // the page may have been fetched meanwhile, with the colour that it had
    return "";
  } catch (error) {
    colored(before);
    return words(error);
  }
}

/** A new type of the document; says what went wrong, or nothing. */
export async function addType(session: Session, kind: Kind, name: string): Promise<string> {
  const body = { name, document: session.page.document.id };
  try {
    const made = await request<StoredType>("POST", address(session, kind), body);
    const type = { id: made.pk, name: made.name, color: made.color };
    const others = session.page[FIELDS[kind]].filter(({ id }) => id !== type.id);
    take(session, kind, [...others, type]);
    return "";
  } catch (error) {
    return words(error);
  }
}
