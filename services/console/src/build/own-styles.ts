import type { Plugin } from "vite";

const classNames = /@mantine\/core\/esm\/(?:.*\/)?(\w+)\.module\.mjs$/;

/**
 * Each component of Mantine brings its own styles, with the chunk that it is in: all of them together are more than half
 * of what the first page would load. They stand in a layer, so that the console's own rules win whenever they arrive.
 */
export function ownStyles(): Plugin {
  return {
    name: "own-styles",
    transform(code, id) {
      const [, component] = classNames.exec(id) ?? [];
      if (component === undefined) return undefined;
      const styles = `@mantine/core/styles/${component}.layer.css`;
      return { code: `import "${styles}";\n${code}`, map: null };
    },
  };
}
