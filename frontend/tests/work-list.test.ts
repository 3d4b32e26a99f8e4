/** The work list in the editor: which line is next, and what is told to the server on the way. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Bootstrap } from "../src/editor/model/types";
import { Session } from "../src/editor/state/session";
import type { WorkAnswer, WorkLine } from "../src/editor/state/work-list";
import { pageData } from "./page-data";

function line(uid: string, part: number): WorkLine {
  return {
    line: uid,
    number: 1,
    part,
    part_title: `Page ${part}`,
    text: "words",
    reasons: ["unsure of 3 characters"],
    seconds: 9,
    errors: 2,
  };
}

function answer(lines: readonly WorkLine[], part: Partial<WorkAnswer> = {}): WorkAnswer {
  return {
    layer: 1,
    made_at: "2026-11-21T08:00:00Z",
    is_ranking: false,
    portion: { done: 0, total: 50, left: lines.length },
    estimate: null,
    lines,
    ...part,
  };
}

/** Answers each request with the next of these, and remembers what was asked. */
function serve(...answers: unknown[]) {
  const asked: string[] = [];
  const reply = (url: string, { method, body }: RequestInit) => {
    asked.push(`${method ?? ""} ${url} ${typeof body === "string" ? body : ""}`.trim());
    return Promise.resolve(new Response(JSON.stringify(answers.shift() ?? null)));
  };
  vi.stubGlobal("fetch", vi.fn(reply));
  vi.stubGlobal("document", { cookie: "csrftoken=x", querySelector: () => null });
  return asked;
}

let session: Session;
let here: number;
let layer: number;

function open(canEdit = true): void {
  const data = pageData();
  const urls = { worklist: "/w/", part_template: "/document/1/part/0/edit/" };
  session = new Session({ ...data, can_edit: canEdit, urls } as unknown as Bootstrap);
  here = session.page.part.id;
  layer = session.page.layer ?? 0;
}

beforeEach(() => open());
afterEach(() => vi.unstubAllGlobals());

describe("the work list", () => {
  it("opens its first line of this page without marking what was open before", async () => {
    const asked = serve(answer([line("far", here + 1), line("b", here)]));
    session.openLine("a");
    await session.workList.next();
    expect(asked).toEqual([`GET /w/?layer=${layer}`]);
    expect(session.selection.current).toBe("b");
    expect(session.workList.current?.reasons).toEqual(["unsure of 3 characters"]);
  });

  it("marks the line that is done, or skipped, and goes on", async () => {
    const asked = serve(answer([line("b", here), line("a", here)]), answer([line("a", here)]));
    await session.workList.next();
    await session.workList.next("skipped");
    expect(asked[1]).toBe(`POST /w/mark/ {"layer":${layer},"line":"b","state":"skipped"}`);
    expect(session.selection.current).toBe("a");
  });

  it("leads to other pages with the layer, the line and the list", async () => {
    serve(answer([line("far", here + 1)]));
    const left = vi.spyOn(session, "leaveFor").mockResolvedValue();
    await session.workList.next();
    expect(left).toHaveBeenCalledWith(
      `/document/1/part/${here + 1}/edit/?layer=${layer}&at=far&sheet=worklist`,
    );
  });

  it("writes nothing for people who only read", async () => {
    open(false);
    const asked = serve(answer([line("b", here), line("a", here)]));
    await session.workList.next();
    await session.workList.next();
    expect(asked).toHaveLength(1);
    expect(session.selection.current).toBe("a");
  });

  it("says when there is nothing more, or nothing ranked", async () => {
    serve(answer([]), answer([], { made_at: null }), answer([], { is_ranking: true }));
    await session.workList.next();
    expect(session.notice).toContain("Nothing is left");
    await session.workList.load();
    await session.workList.next();
    expect(session.notice).toContain("not ranked yet");
  });

  it("stays where it is and says why when the mark cannot be kept", async () => {
    serve(answer([line("b", here), line("a", here)]));
    await session.workList.next();
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("gone")));
    await session.workList.next();
    expect(session.selection.current).toBe("b");
    expect(session.workList.problem).not.toBe("");
  });
});
