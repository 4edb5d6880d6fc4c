import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type VariantColorsResolver,
} from "@mantine/core";
import { texts } from "../texts.ts";

/** The stock colours miss 4.5:1 in small light badges, buttons under the mouse, dimmed text, errors and placeholders. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  if ((input.variant !== "light" && input.variant !== "subtle") || !input.color) return colors;
  const ink = `color-mix(in srgb, var(--mantine-color-${input.color}-9), black 40%)`;
  return { ...colors, color: `light-dark(${ink}, var(--mantine-color-${input.color}-2))` };
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5c636a",
    "--mantine-color-error": "#c92a2a",
    "--mantine-color-placeholder": "#6c757d",
  },
  dark: {
    "--mantine-color-dimmed": "#a6a7ab",
    "--mantine-color-error": "#ff8787",
    "--mantine-color-placeholder": "#a6a7ab",
  },
});

const close = { "aria-label": texts.common.close };

export const theme = createTheme({
  fontFamily: 'system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif',
  primaryColor: "indigo",
  primaryShade: { light: 7, dark: 8 },
  autoContrast: true,
  respectReducedMotion: true,
  defaultRadius: "sm",
  variantColorResolver,
  components: {
    Notification: {
      defaultProps: { closeButtonProps: close },
      styles: { description: { color: "var(--mantine-color-dimmed)" } },
    },
    Modal: {
      defaultProps: {
        closeButtonProps: close,
        centered: true,
        // A page has one banner.
        attributes: { header: { role: "presentation" } },
      },
      styles: { title: { fontWeight: 600 } },
    },
    Select: {
      defaultProps: {
        comboboxProps: { withinPortal: false },
        clearButtonProps: { "aria-label": texts.common.clear },
      },
    },
    // Its placeholder would be an item of the menu without a name.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Badge: { defaultProps: { tt: "none", variant: "light", radius: "sm", fw: 600 } },
    Button: { defaultProps: { size: "xs" } },
    // On a narrow screen its choices are below one another, rather than cut.
    SegmentedControl: { styles: { root: { flexWrap: "wrap" } } },
    TextInput: { defaultProps: { size: "sm" } },
    Table: { defaultProps: { verticalSpacing: "xs", horizontalSpacing: "sm" } },
  },
});
