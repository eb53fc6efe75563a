import {
  Badge,
  Button,
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  Paper,
  Table,
} from '@mantine/core';

const forge: MantineColorsTuple = [
  '#f1efff',
  '#e0dcff',
  '#beb5fc',
  '#998bf8',
  '#7a67f4',
  '#6650f1',
  '#5b4be0',
  '#4a38c7',
  '#4131b2',
  '#36289d',
];

// A little of the brand's blue in the greys, so that cards and page belong together.
const dark: MantineColorsTuple = [
  '#c9cad6',
  '#b4b6c4',
  '#8f91a3',
  '#6d6f83',
  '#43455a',
  '#343648',
  '#272938',
  '#1d1e2a',
  '#161720',
  '#101118',
];

// A title may take several lines.
const DIALOG = { title: { fontWeight: 600, lineHeight: 1.35, overflowWrap: 'anywhere' } } as const;

export const theme = createTheme({
  primaryColor: 'forge',
  primaryShade: { light: 6, dark: 5 },
  autoContrast: true,
  colors: { forge, dark },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  headings: { fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  components: {
    // A badge says one word, which must be readable however narrow the table is.
    Badge: Badge.extend({ styles: { root: { flexShrink: 0, minWidth: 'max-content' } } }),
    Button: Button.extend({ defaultProps: { radius: 'md' } }),
    Paper: Paper.extend({ defaultProps: { radius: 'lg', p: 'lg', withBorder: true } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 'sm' } }),
    // What scrolls must be reached by the keyboard, too.
    TableScrollContainer: Table.ScrollContainer.extend({
      defaultProps: { scrollAreaProps: { viewportProps: { tabIndex: 0 } } },
    }),
    Modal: { defaultProps: { radius: 'lg', padding: 'lg', centered: true }, styles: DIALOG },
    // By name: to import these components here would have everybody load them at first.
    Drawer: { defaultProps: { padding: 'lg' }, styles: DIALOG },
    // They are made of paper, whose padding would come on top of their own.
    ModalContent: { defaultProps: { p: 0 } },
    DrawerContent: { defaultProps: { p: 0 } },
    // Its place for the first focus is no item, which a menu may not hold; the first item takes it instead.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  },
});

// White words stand on it.
const RED = { '--mantine-color-red-filled': '#c92a2a', '--mantine-color-red-filled-hover': '#b02525' };

// Some of Mantine's own shades are too faint to be read by everybody (WCAG 2, 4.5 to 1).
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...RED,
    '--mantine-color-dimmed': '#596069',
    '--mantine-color-placeholder': '#6b727b',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-teal-light-color': '#05634a',
    '--mantine-color-orange-light-color': '#a13a05',
    '--mantine-color-yellow-light-color': '#7a4f00',
    '--mantine-color-gray-light-color': '#495057',
  },
  dark: {
    ...RED,
    '--mantine-color-dimmed': '#a6a7ab',
    '--mantine-color-placeholder': '#909296',
    '--mantine-color-red-light-color': '#ff8787',
    '--mantine-color-anchor': '#a79bfa',
  },
});
