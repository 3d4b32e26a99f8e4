import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, NetworkError } from "../src/api/client";
import type { EditorData, Line } from "../src/editor/model/types";
import { remove, reverse, typeText } from "../src/editor/state/line-actions";
import { type Edit, invert } from "../src/editor/state/changes";
import { memoryOutbox, openOutbox, type Outbox } from "../src/editor/state/outbox";
import { Store } from "../src/editor/state/store";
import { Sync } from "../src/editor/state/sync";
import type { ChangeAnswer, ChangeSet } from "../src/editor/state/wire";
import { pageData } from "./page-data";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Behaves like the server's contract, for texts and deleted lines. */
class FakeServer {
  data = structuredClone(pageData()) as Mutable<EditorData> & { part: { revision: number } };
  online = true;
  loseAnswers = false;
  readonly received: ChangeSet[] = [];
  private readonly answers = new Map<string, ChangeAnswer>();

  line(uid: string) {
    return this.data.lines.find((line) => line.uid === uid) as Mutable<Line> | undefined;
  }

  /** Another person writes. */
  write(uid: string, text: string): number {
    const line = this.line(uid);
    const version = (line?.text?.version ?? 0) + 1;
    if (line) line.text = { text, confidence: null, glyphs: null, version };
    this.data.part.revision += 1;
    return version;
  }

  readonly fetchPage = (): Promise<EditorData> => {
    if (!this.online) return Promise.reject(new NetworkError());
    return Promise.resolve(structuredClone(this.data));
  };

  readonly post = (change: ChangeSet): Promise<ChangeAnswer> => {
    if (!this.online) return Promise.reject(new NetworkError());
    this.received.push(change);
    const known = this.answers.get(change.id);
    if (known) return Promise.resolve(known);
    const stale = this.staleness(change);
    if (stale) return Promise.reject(stale);
    const texts = change.texts.map(({ line, layer, text }) => {
      return { line, layer, version: this.write(line, text) };
    });
    this.data.lines = this.data.lines.filter((line) => !change.deleted.lines.includes(line.uid));
    this.data.part.revision += texts.length > 0 ? 1 - texts.length : 1;
    const answer = { revision: this.data.part.revision, texts };
    this.answers.set(change.id, answer);
    if (this.loseAnswers) return Promise.reject(new NetworkError());
    return Promise.resolve(answer);
  };

  private staleness(change: ChangeSet): ApiError | null {
    const texts = change.texts.flatMap(({ line, layer, base_version: base }) => {
      const now = this.line(line)?.text;
      const version = now?.version ?? 0;
      return version === base
        ? []
        : [{ line, layer, version, text: now?.text ?? "", author: "bob" }];
    });
    const { revision } = this.data.part;
    const layout = change.updated.lines.length > 0 || change.deleted.lines.length > 0;
    const old = layout && change.base_revision !== revision;
    if (texts.length === 0 && !old) return null;
    return new ApiError(409, "stale", "The page has changed.", { revision, texts });
  }
}

let server: FakeServer;
let store: Store;
let sync: Sync;

function open(outbox: Outbox = memoryOutbox(), data: EditorData = server.data): void {
  store = new Store(structuredClone(data));
  sync = new Sync(store, outbox, server);
}

function change(edit: Edit): void {
  sync.push(store.apply(edit));
}

const type = (uid: string, text: string) => change(typeText(store.page, uid, text));
const text = (uid: string) => store.page.lines.get(uid)?.text;

beforeEach(() => {
  vi.useRealTimers();
  server = new FakeServer();
  open();
});

describe("sending", () => {
  it("saves a text and learns its version", async () => {
    type("b", "new");
    expect(sync.state).toBe("saving");
    expect(await sync.flush()).toBe(true);
    expect(sync.state).toBe("saved");
    expect(server.line("b")?.text?.text).toBe("new");
    expect(text("b")).toMatchObject({ text: "new", version: 2 });
    expect(store.page.part.revision).toBe(8);
  });

  it("waits for a pause and sends the typing as one set", async () => {
    vi.useFakeTimers();
    for (const word of ["n", "ne", "new"]) type("b", word);
    await vi.advanceTimersByTimeAsync(1000);
    expect(server.received).toHaveLength(1);
    expect(server.line("b")?.text?.text).toBe("new");
  });

  it("sends nothing for a change that was undone in time", async () => {
    const edit = store.apply(typeText(store.page, "b", "new"));
    sync.push(edit);
    sync.push(store.apply(invert(edit)), "undo");
    await sync.flush();
    expect(server.received).toHaveLength(0);
  });

  it("keeps the order and one request at a time", async () => {
    type("b", "one");
    const first = sync.flush();
    type("b", "two");
    type("c", "three");
    await first;
    await sync.flush();
    expect(server.received.map((set) => set.texts.map((item) => item.text))).toEqual([
      ["one"],
      ["two", "three"],
    ]);
    expect(server.received[1]?.texts[0]?.base_version).toBe(2);
    expect(sync.state).toBe("saved");
  });

  it("sends a line's text before the line is deleted", async () => {
    type("b", "last words");
    change(remove(store.page, ["b"], []));
    await sync.flush();
    expect(server.received).toHaveLength(2);
    expect(server.received[1]?.deleted.lines).toEqual(["b"]);
  });
});

describe("without a server", () => {
  it("keeps the change, says so, and sends it later", async () => {
    server.online = false;
    type("b", "new");
    expect(await sync.flush()).toBe(false);
    expect(sync.state).toBe("offline");
    server.online = true;
    expect(await sync.flush()).toBe(true);
    expect(server.line("b")?.text?.text).toBe("new");
  });

  it("tries again by itself", async () => {
    vi.useFakeTimers();
    server.online = false;
    type("b", "new");
    await vi.advanceTimersByTimeAsync(3000);
    expect(sync.state).toBe("offline");
    server.online = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sync.state).toBe("saved");
    expect(server.line("b")?.text?.text).toBe("new");
  });

  it("repeats a set whose answer was lost under the same id, and it is applied once", async () => {
    server.loseAnswers = true;
    type("b", "new");
    await sync.flush();
    expect(sync.state).toBe("offline");
    server.loseAnswers = false;
    await sync.flush();
    expect(server.received).toHaveLength(2);
    expect(server.received[0]?.id).toBe(server.received[1]?.id);
    expect(server.line("b")?.text?.version).toBe(2);
    expect(text("b")?.version).toBe(2);
  });
});

describe("other people", () => {
  it("are asked about a text that both changed", async () => {
    type("b", "mine");
    server.write("b", "theirs");
    await sync.flush();
    expect(sync.state).toBe("conflict");
    const [conflict] = sync.conflicts;
    expect(conflict).toMatchObject({ mine: "mine", theirs: "theirs", author: "bob" });
    expect(text("b")?.text).toBe("theirs");
    const edit = conflict && sync.resolve(conflict, "mine");
    if (edit) change(edit);
    await sync.flush();
    expect(server.line("b")?.text?.text).toBe("mine");
    expect(sync.state).toBe("saved");
  });

  it("keep their text where the person says so", async () => {
    type("b", "mine");
    server.write("b", "theirs");
    await sync.flush();
    const [conflict] = sync.conflicts;
    expect(conflict && sync.resolve(conflict, "theirs")).toBeNull();
    expect(await sync.flush()).toBe(true);
    expect(server.line("b")?.text?.text).toBe("theirs");
    expect(sync.state).toBe("saved");
  });

  it("do not stop a layout change that still applies", async () => {
    server.write("a", "theirs");
    change(reverse(store.page, ["b"]));
    await sync.flush();
    expect(sync.state).toBe("saved");
    expect(server.received.at(-1)?.base_revision).toBe(8);
    expect(text("a")?.text).toBe("theirs");
  });

  it("are seen when the revision is ahead, under what is typed here", async () => {
    server.write("a", "theirs");
    type("b", "mine");
    sync.revisionSeen(8);
    await sync.flush();
    expect(text("a")?.text).toBe("theirs");
    expect(text("b")?.text).toBe("mine");
    expect(server.line("b")?.text?.text).toBe("mine");
  });

  it("are seen when they wrote texts only, but the echo of our own change is no news", async () => {
    server.write("a", "theirs");
    server.data.part.revision -= 1;
    type("b", "mine");
    await sync.flush();
    expect(text("a")?.text).not.toBe("theirs");
    const own = server.received.at(-1)?.id ?? "";
    sync.textsSeen(own);
    await sync.flush();
    expect(text("a")?.text).not.toBe("theirs");
    sync.textsSeen("of somebody else");
    await sync.flush();
    expect(text("a")?.text).toBe("theirs");
    expect(text("b")?.text).toBe("mine");
  });

  it("who deleted the line leave the text to be copied", async () => {
    type("b", "mine");
    server.data.lines = server.data.lines.filter((line) => line.uid !== "b");
    server.data.part.revision += 1;
    sync.revisionSeen(8);
    await sync.flush();
    expect(sync.conflicts).toMatchObject([{ line: "b", mine: "mine", theirs: null }]);
  });

  it("who bring a deleted line back make it a choice between two texts again", async () => {
    const { lines } = server.data;
    type("b", "mine");
    server.data.lines = lines.filter((line) => line.uid !== "b");
    server.data.part.revision += 1;
    await sync.flush();
    server.data.lines = lines;
    server.data.part.revision += 1;
    sync.revisionSeen(server.data.part.revision);
    await sync.flush();
    const [conflict] = sync.conflicts;
    expect(conflict?.theirs).toBe(server.line("b")?.text?.text ?? "");
    expect(conflict && sync.resolve(conflict, "mine")?.texts[0]?.after).toBe("mine");
  });
});

describe("a refused change", () => {
  it("stays until it is given up, and then the page is the server's again", async () => {
    const { post } = server;
    const refusal = new ApiError(400, "invalid", "This line crosses itself.", {});
    Object.assign(server, { post: () => Promise.reject(refusal) });
    type("b", "mine");
    await sync.flush();
    expect(sync.state).toBe("refused");
    expect(sync.message).toBe("This line crosses itself.");
    Object.assign(server, { post });
    await sync.discardRefused();
    expect(sync.state).toBe("saved");
    expect(text("b")?.text).toBe("second");
  });
});

describe("after a reload", () => {
  const tab = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
  };

  it("shows and sends what was not sent", async () => {
    const storage = tab();
    server.online = false;
    open(await openOutbox(1, 100, storage));
    type("b", "kept");
    await sync.flush();
    open(await openOutbox(1, 100, storage), pageData());
    await sync.start();
    expect(text("b")?.text).toBe("kept");
    expect(sync.state).toBe("offline");
    server.online = true;
    await sync.flush();
    expect(server.line("b")?.text?.text).toBe("kept");
    expect((await openOutbox(1, 100, storage)).left.sets).toHaveLength(0);
  });

  it("repeats what was sent without an answer under the same id", async () => {
    const storage = tab();
    server.loseAnswers = true;
    open(await openOutbox(1, 101, storage));
    type("b", "kept");
    await sync.flush();
    server.loseAnswers = false;
    open(await openOutbox(1, 101, storage));
    await sync.start();
    expect(sync.state).toBe("saved");
    expect(new Set(server.received.map((set) => set.id)).size).toBe(1);
    expect(server.line("b")?.text?.version).toBe(2);
  });

  it("finds its conflicts again", async () => {
    const storage = tab();
    open(await openOutbox(1, 102, storage));
    type("b", "mine");
    server.write("b", "theirs");
    await sync.flush();
    open(await openOutbox(1, 102, storage));
    await sync.start();
    expect(sync.conflicts).toHaveLength(1);
  });

  it("leaves another person's and another page's work alone", async () => {
    const storage = tab();
    server.online = false;
    open(await openOutbox(1, 103, storage));
    type("b", "kept");
    await sync.flush();
    expect((await openOutbox(2, 103, storage)).left.sets).toHaveLength(0);
    expect((await openOutbox(1, 104, storage)).left.sets).toHaveLength(0);
    expect((await openOutbox(1, 103, storage)).left.sets).toHaveLength(1);
  });
});
