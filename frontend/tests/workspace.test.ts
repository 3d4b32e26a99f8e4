import { describe, expect, it, vi } from "vitest";
import { Preferences } from "../src/editor/state/preferences";
import { LEAST_SHARE, Workspace } from "../src/editor/state/workspace";

function workspace(panels: string[] = [], sizes: number[] = [], width = 1280): Workspace {
  const kept = { "editor.panels": panels, "editor.panel_sizes": sizes };
  return new Workspace(new Preferences(kept), width);
}

describe("workspace", () => {
  it("begins with what suits the window", () => {
    expect(workspace().panels).toEqual(["image", "text"]);
    expect(workspace([], [], 3840).panels).toEqual(["image", "over-page", "text"]);
  });

  it("shows what is kept, each once and no more than three", () => {
    expect(workspace(["text", "text", "nonsense", "image"]).panels).toEqual(["text", "image"]);
    const all = workspace(["strips", "text", "over-page", "image"]);
    expect(all.panels).toEqual(["strips", "text", "over-page"]);
  });

  it("keeps its choice in the preferences", () => {
    const preferences = new Preferences();
    new Workspace(preferences).open("strips");
    expect(preferences.get("editor.panels")).toEqual(["image", "text", "strips"]);
    expect(preferences.get("editor.panel_sizes")).toHaveLength(3);
    expect(new Workspace(preferences).panels).toEqual(["image", "text", "strips"]);
  });

  it("opens a fourth panel in the place of one of its kind", () => {
    const full = workspace(["image", "over-page", "text"]);
    full.open("strips");
    expect(full.panels).toEqual(["image", "over-page", "strips"]);
  });

  it("closes panels, but never the last", () => {
    const some = workspace(["image", "text"], [3, 1]);
    some.close("image");
    expect(some.panels).toEqual(["text"]);
    expect(some.shares).toEqual([1]);
    some.close("text");
    expect(some.panels).toEqual(["text"]);
  });

  it("moves a panel with its width", () => {
    const some = workspace(["image", "text"], [0.7, 0.3]);
    some.move("image", 1);
    expect(some.panels).toEqual(["text", "image"]);
    expect(some.shares).toEqual([0.3, 0.7]);
    some.move("image", 1);
    expect(some.panels).toEqual(["text", "image"]);
  });

  it("switches a panel, or changes places with one that is open", () => {
    const some = workspace(["image", "text"]);
    some.change(1, "strips");
    expect(some.panels).toEqual(["image", "strips"]);
    some.change(0, "strips");
    expect(some.panels).toEqual(["strips", "image"]);
  });

  it("moves an edge, but leaves every panel some width", () => {
    const some = workspace(["image", "text"], [1, 1]);
    some.resize(0, 0.1);
    expect(some.shares).toEqual([0.6, 0.4]);
    some.resize(0, 1);
    expect(some.shares).toEqual([1 - LEAST_SHARE, LEAST_SHARE]);
  });

  it("shows one panel on a small screen and leaves the arrangement alone", () => {
    const some = workspace(["image", "text"]);
    const seen = vi.fn();
    some.observe(seen);
    some.isSmall = true;
    expect([some.shown, some.has("text")]).toEqual(["image", false]);
    some.open("strips");
    expect([some.shown, some.writing]).toEqual(["strips", "strips"]);
    expect(seen).toHaveBeenCalledTimes(2);
    some.isSmall = false;
    expect(some.panels).toEqual(["image", "text"]);
  });

  it("knows where a line is typed", () => {
    expect(workspace(["image"]).writing).toBeNull();
    expect(workspace(["image", "strips"]).writing).toBe("strips");
  });
});
