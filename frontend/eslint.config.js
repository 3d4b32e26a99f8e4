/** Lint rules; the import directions of the folders are enforced here. */
import js from "@eslint/js";
import tseslint from "typescript-eslint";

const above = {
  model: ["**/state/**", "**/canvas/**", "**/panels/**", "**/input/**", "**/api/**", "**/ui/**"],
  state: ["**/canvas/**", "**/panels/**", "**/input/**", "**/ui/**"],
  canvas: ["**/panels/**", "**/input/**"],
  panels: ["**/canvas/**", "**/input/**"],
};

const noOl = { group: ["ol", "ol/*"], message: "Only editor/canvas imports OpenLayers." };
const noLit = { group: ["lit", "lit/*"], message: "Model and state know no DOM." };

function restrict(files, forbidden, extra = [], ignores = []) {
  const group = [{ group: forbidden, message: "Against the direction of the folders." }];
  const patterns = [...(forbidden.length ? group : []), ...extra];
  return { files, ignores, rules: { "no-restricted-imports": ["error", { patterns }] } };
}

export default tseslint.config(
  { ignores: ["node_modules", "coverage"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      complexity: ["error", 10],
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", 40],
      "max-params": ["error", 6],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/unbound-method": "off",
    },
  },
  restrict(["src/pages/**"], ["**/editor/**"], [noOl]),
  restrict(["src/api/**"], ["**/editor/**", "**/pages/**", "**/ui/**"], [noOl, noLit]),
  restrict(["src/ui/**"], ["**/editor/**", "**/pages/**", "**/api/**"], [noOl]),
  restrict(["src/editor/model/**"], above.model, [noOl, noLit]),
  restrict(["src/editor/state/**"], above.state, [noOl, noLit]),
  restrict(["src/editor/canvas/**"], above.canvas),
  restrict(["src/editor/panels/**"], above.panels, [noOl]),
  restrict(["src/editor/input/**", "src/editor/main.ts"], ["**/pages/**"], [noOl]),
  { files: ["tests/**"], rules: { "max-lines-per-function": "off" } },
  { files: ["**/*.js"], extends: [tseslint.configs.disableTypeChecked] },
);
