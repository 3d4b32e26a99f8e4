import { describe, expect, it, vi } from "vitest";
import {
  findHits,
  fromServer,
  pieces,
  placeShown,
  type Query,
  replaced,
} from "../src/editor/model/find";
import { Find } from "../src/editor/state/find";
import { Session } from "../src/editor/state/session";
import type { Bootstrap } from "../src/editor/model/types";
import { pageData, serverLine } from "./page-data";

const PLAIN: Query = {
  text: "",
  regex: false,
  matchCase: false,
  wholeWords: false,
  ignoreMarks: false,
};

function found(text: string, words: string, options: Partial<Query> = {}): string[] {
  const hits = findHits(text, { ...PLAIN, ...options, text: words });
  return hits.map(({ start, end }) => text.slice(start, end));
}

describe("finding plain words", () => {
  it.each<[string, string, Partial<Query>, string[]]>([
    ["Cur non Cur", "cur", {}, ["Cur", "Cur"]],
    ["Cur non cur", "cur", { matchCase: true }, ["cur"]],
    ["ſuſtulit", "sus", {}, ["ſuſ"]],
    ["straße", "strasse", {}, []],
    ["ΛΌΓΟΣ λόγος", "λόγος", {}, ["ΛΌΓΟΣ", "λόγος"]],
    ["e\u0301te\u0301", "été", {}, ["e\u0301te\u0301"]],
    ["été", "e", {}, []],
    ["été fête", "ete", { ignoreMarks: true }, ["été", "ête"]],
    ["שָׁלוֹם", "שלום", { ignoreMarks: true }, ["שָׁלוֹם"]],
    ["a labor labora", "labor", { wholeWords: true }, ["labor"]],
    ["l'on bon", "on", { wholeWords: true }, ["on"]],
    ["日本語", "本", { wholeWords: true }, ["本"]],
    ["𒀀𒀁 𒀀", "𒀀", { wholeWords: true }, ["𒀀"]],
    ["a.c abc", "a.c", {}, ["a.c"]],
    ["<em>semel</em> et <s>em</s>", "em", {}, ["em", "em"]],
  ])("in %s finds %s", (text, words, options, expected) => {
    expect(found(text, words, options)).toEqual(expected);
  });

  it("finds nothing where nothing, or only marks, are asked for", () => {
    expect(found("abc", "")).toEqual([]);
    expect(found("abc", "\u0301", { ignoreMarks: true })).toEqual([]);
  });
});

describe("texts with hits", () => {
  it("are replaced hit by hit", () => {
    const hits = findHits("one two one", { ...PLAIN, text: "one" }, "1");
    expect(replaced("one two one", hits)).toBe("1 two 1");
    expect(replaced("one two one", hits.slice(1))).toBe("one two 1");
  });

  it("take places of the server, which counts characters", () => {
    expect(fromServer("𒀀 ab", [[2, 4]], ["x"])).toEqual([{ start: 3, end: 5, insert: "x" }]);
  });

  it("are cut into pieces, with little before the first hit where there is little room", () => {
    const text = "a long beginning of a line and then the word";
    const hits = findHits(text, { ...PLAIN, text: "word" });
    expect(pieces(text, hits, 10)).toEqual([
      { text: "…", hit: null },
      { text: "then the ", hit: null },
      { text: "word", hit: 0 },
    ]);
    expect(pieces("word", findHits("word", { ...PLAIN, text: "or" }))).toEqual([
      { text: "w", hit: null },
      { text: "or", hit: 0 },
      { text: "d", hit: null },
    ]);
  });

  it("know their places where markup is drawn", () => {
    expect(placeShown("a <em>b</em> c", "a b c")?.(7)).toBe(3);
    expect(placeShown("abc", "abc")?.(2)).toBe(2);
    expect(placeShown("abc", "xyz")).toBeNull();
  });
});

function makeFind(): { session: Session; find: Find } {
  const data = pageData();
  const lines = [
    serverLine("a", 100, "one two one", 0),
    serverLine("b", 200, "none", 1),
    serverLine("c", 500, "two", 2),
  ];
  const bootstrap = {
    ...data,
    lines,
    urls: { changes: "", editor: "", events: "", images: "", part_template: "/part/0/" },
    filmstrip: [],
  } as unknown as Bootstrap;
  const session = new Session(bootstrap);
  return { session, find: new Find(session) };
}

describe("finding on the page", () => {
  it("finds what is typed at once, and what is not saved", () => {
    const { session, find } = makeFind();
    find.ask({ text: "one" });
    expect(find.places.map(({ line, hit }) => `${line}${hit}`)).toEqual(["a0", "a1", "b0"]);
    session.type("c", "one more");
    expect(find.places.length).toBe(4);
  });

  it("goes from hit to hit and round", () => {
    const { session, find } = makeFind();
    const opened = vi.fn();
    session.onOpenLine(opened);
    find.ask({ text: "one" });
    find.step(1, true);
    expect(opened).toHaveBeenLastCalledWith("a", [0, 3]);
    find.step(1, true);
    expect(opened).toHaveBeenLastCalledWith("a", [8, 11]);
    find.step(1, true);
    find.step(1, true);
    expect(find.current).toEqual({ line: "a", hit: 0 });
    find.step(-1, false);
    expect(find.current).toEqual({ line: "b", hit: 0 });
    expect(session.selection.current).toBe("b");
  });

  it("begins at the line that is open", () => {
    const { session, find } = makeFind();
    session.selection.selectLines(["b"]);
    find.ask({ text: "one" });
    find.step(1, false);
    expect(find.current).toEqual({ line: "b", hit: 0 });
  });

  it("asks for other pages after the last hit", () => {
    const { find } = makeFind();
    find.ask({ text: "two", scope: "document" });
    find.beyond = vi.fn(() => true);
    find.step(-1, false);
    expect(find.current).toEqual({ line: "c", hit: 0 });
    find.step(1, false);
    expect(find.beyond).toHaveBeenCalledWith(1);
    expect(find.current).toEqual({ line: "c", hit: 0 });
  });

  it("replaces all hits in one step of undo", async () => {
    const { session, find } = makeFind();
    find.ask({ text: "one", replacement: "1", replacing: true });
    expect(find.replace()).toBe(3);
    const texts = () => session.page.order.map((uid) => session.page.lines.get(uid)?.text?.text);
    expect(texts()).toEqual(["1 two 1", "n1", "two"]);
    await session.undo();
    expect(texts()).toEqual(["one two one", "none", "two"]);
    find.replace([{ line: "a", hit: 1 }]);
    expect(texts()[0]).toBe("one two 1");
  });

  it("lets the server find expressions, in texts as they are here", async () => {
    const { session, find } = makeFind();
    Object.assign(session.bootstrap.urls, { search: "/api/search/" });
    const asked: unknown[] = [];
    vi.stubGlobal("document", { cookie: "csrftoken=x", querySelector: () => null });
    vi.stubGlobal("fetch", (_url: string, init: { body: string }) => {
      const body = JSON.parse(init.body) as { texts: string[] };
      asked.push(body.texts);
      const matches = body.texts.map((text) => ({
        hits: text.startsWith("n") ? [[0, 1]] : [],
        inserts: text.startsWith("n") ? ["N"] : [],
      }));
      return Promise.resolve(new Response(JSON.stringify({ matches })));
    });
    find.ask({ text: "^n", regex: true, replacement: "N", replacing: true });
    await vi.waitFor(() =>
      expect([find.trouble, find.places]).toEqual(["", [{ line: "b", hit: 0 }]]),
    );
    session.type("c", "new");
    await vi.waitFor(() => expect(find.places.length).toBe(2));
    expect(asked).toEqual([["one two one", "none", "two"], ["new"]]);
    vi.unstubAllGlobals();
  });
});
