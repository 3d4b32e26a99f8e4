import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../src/api/client";
import type { EditorData } from "../src/editor/model/types";
import { remove, typeText } from "../src/editor/state/line-actions";
import { type Edit, invert } from "../src/editor/state/changes";
import { memoryOutbox, type Outbox } from "../src/editor/state/outbox";
import { Store } from "../src/editor/state/store";
import { Sync } from "../src/editor/state/sync";
import { FakeServer } from "./fake-server";
import { openOutbox } from "./kept";
import { pageData } from "./page-data";

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

describe("signed out", () => {
  it("keeps the work, says so, and goes on by itself afterwards", async () => {
    vi.useFakeTimers();
    const { post } = server;
    const refusal = new ApiError(401, "error", "You are signed out.", {});
    Object.assign(server, { post: () => Promise.reject(refusal) });
    type("b", "mine");
    await sync.flush();
    expect(sync.state).toBe("signed-out");
    Object.assign(server, { post });
    await vi.advanceTimersByTimeAsync(3000);
    expect(sync.state).toBe("saved");
    expect(server.line("b")?.text?.text).toBe("mine");
  });
});

describe("a browser that keeps nothing", () => {
  it("is named, and the work is sent all the same", async () => {
    const full = new Error("The quota has been exceeded.");
    open({ left: { sets: [], conflicts: [] }, save: () => Promise.reject(full) });
    server.online = false;
    type("b", "mine");
    await sync.flush();
    expect(sync.unkept).toBe("The quota has been exceeded.");
    server.online = true;
    expect(await sync.flush()).toBe(true);
    expect(server.line("b")?.text?.text).toBe("mine");
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
