/** Builds the two entries of the site into Django's static files, with a manifest for the template tag. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "/static/dist/",
  publicDir: false,
  build: {
    outDir: here("../static/dist"),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    // Fonts and pictures stay files: the Content-Security-Policy allows no data: fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: { pages: here("src/pages/main.ts"), editor: here("src/editor/main.ts") },
    },
  },
});
