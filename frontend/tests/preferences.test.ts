import { describe, expect, it, vi } from "vitest";
import { DEFAULTS, Preferences, withOwn } from "../src/editor/state/preferences";

describe("preferences", () => {
  it("gives what is kept where it has the shape of the default", () => {
    const kept = { "editor.fit": "width", "editor.shown": { lines: true }, "editor.panels": "x" };
    const preferences = new Preferences(kept);
    expect(preferences.get("editor.fit")).toBe("width");
    expect(preferences.get("editor.shown")).toEqual(DEFAULTS["editor.shown"]);
    expect(preferences.get("editor.panels")).toEqual([]);
  });

  it("sends changes together and keeps what could not be sent", async () => {
    const send = vi.fn().mockRejectedValueOnce(new Error("away")).mockResolvedValue({});
    const preferences = new Preferences({}, send);
    preferences.set("editor.fit", "line");
    await preferences.flush();
    preferences.set("editor.panels", ["text"]);
    await preferences.flush();
    expect(send).toHaveBeenLastCalledWith({ "editor.fit": "line", "editor.panels": ["text"] });
    await preferences.flush();
    expect(send).toHaveBeenCalledTimes(2);
  });

  it("are sent by themselves, once, shortly after the last change", async () => {
    vi.useFakeTimers();
    const send = vi.fn().mockResolvedValue({});
    const preferences = new Preferences({}, send);
    preferences.set("editor.fit", "line");
    await vi.advanceTimersByTimeAsync(900);
    preferences.set("editor.film", false);
    await vi.advanceTimersByTimeAsync(900);
    expect(send).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);
    expect(send).toHaveBeenCalledExactlyOnceWith({ "editor.fit": "line", "editor.film": false });
    vi.useRealTimers();
  });

  it("are kept when a flush ends, also what was on its way before", async () => {
    let arrive = (): void => undefined;
    const kept = vi.fn();
    const send = () => new Promise<void>((resolve) => (arrive = resolve)).then(kept);
    const preferences = new Preferences({}, send);
    preferences.set("editor.fit", "line");
    void preferences.flush();
    const again = preferences.flush();
    arrive();
    await again;
    expect(kept).toHaveBeenCalledOnce();
  });

  it("remembers something of a document beside that of others, not of all for ever", () => {
    expect(withOwn({ 1: "a", 2: "b" }, 1, "c")).toEqual({ 1: "c", 2: "b" });
    const many = Object.fromEntries([...Array(99).keys()].map((id) => [id, id]));
    const kept = withOwn(many, 5, 500);
    expect(Object.keys(kept)).toHaveLength(60);
    expect(kept[5]).toBe(500);
  });
});
