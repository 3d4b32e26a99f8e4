import { afterEach, describe, expect, it, vi } from "vitest";
import { Comments, type Thread } from "../src/editor/state/comments";

function thread(id: number, part: Partial<Thread> = {}): Thread {
  return {
    id,
    author: "bob",
    mine: false,
    text: "Is this a long s?",
    created_at: "2026-11-21T08:00:00Z",
    edited_at: null,
    is_deleted: false,
    line: null,
    region: null,
    quote: "",
    resolved_at: null,
    resolved_by: null,
    replies: [],
    ...part,
  };
}

/** Answers each request with the next of these, and remembers what was asked. */
function serve(...answers: unknown[]) {
  const asked: string[] = [];
  const answer = (url: string, { method, body }: RequestInit) => {
    asked.push(`${method ?? ""} ${url} ${typeof body === "string" ? body : ""}`.trim());
    return Promise.resolve(new Response(JSON.stringify(answers.shift() ?? null)));
  };
  vi.stubGlobal("fetch", vi.fn(answer));
  vi.stubGlobal("document", { cookie: "csrftoken=x", querySelector: () => null });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

describe("comments", () => {
  it("count the unresolved ones before any thread is read", () => {
    const comments = new Comments("/c/", [
      { line: "a", region: null },
      { line: "a", region: null },
      { line: null, region: "r" },
      { line: null, region: null },
    ]);
    expect([comments.open, comments.of("a"), comments.of("r"), comments.of("b")]).toEqual([
      4, 2, 1, 0,
    ]);
    expect(comments.threads).toBeNull();
  });

  it("follow what is read, added and resolved", async () => {
    const first = thread(1, { line: "a" });
    const asked = serve([first], thread(2, { line: "b" }), {
      ...first,
      resolved_at: "2026-11-21T09:00:00Z",
    });
    const comments = new Comments("/c/");
    const told = vi.fn();
    comments.observe(told);
    await comments.read();
    expect(comments.of("a")).toBe(1);
    await comments.add("And this?", { line: "b" }, 5);
    expect(comments.threads?.map(({ id }) => id)).toEqual([1, 2]);
    await comments.resolve(first, true);
    expect([comments.open, comments.of("a"), comments.of("b")]).toEqual([1, 0, 1]);
    expect(told).toHaveBeenCalledTimes(3);
    expect(asked).toEqual([
      "GET /c/",
      'POST /c/ {"text":"And this?","layer":5,"line":"b"}',
      'PATCH /c/1/ {"resolved":true}',
    ]);
  });
});
