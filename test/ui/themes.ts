// VS Code's own colours for webviews: the variables of its default themes that the pages use, and the style it puts before every page.

/** The themes that the pages are looked at in. */
export type ThemeName = 'dark' | 'light' | 'highContrast';

const fonts = {
  'font-family': "system-ui, 'Ubuntu', 'Droid Sans', sans-serif",
  'font-size': '13px',
  'font-weight': 'normal',
  'editor-font-family': "'Droid Sans Mono', 'monospace', monospace",
  'editor-font-size': '14px',
};

const dark = {
  foreground: '#cccccc',
  descriptionForeground: '#9d9d9d',
  errorForeground: '#f85149',
  focusBorder: '#0078d4',
  'icon-foreground': '#cccccc',
  'editor-background': '#1f1f1f',
  'editor-foreground': '#cccccc',
  'editorWarning-foreground': '#cca700',
  'panel-border': '#2b2b2b',
  'editorWidget-border': '#313131',
  'list-hoverBackground': '#2a2d2e',
  'list-activeSelectionBackground': '#04395e',
  'list-activeSelectionForeground': '#ffffff',
  'list-inactiveSelectionBackground': '#37373d',
  'list-focusOutline': '#0078d4',
  'list-warningForeground': '#cca700',
  'charts-green': '#89d185',
  'charts-red': '#f14c4c',
  'charts-yellow': '#cca700',
  'charts-blue': '#3794ff',
  'badge-background': '#616161',
  'badge-foreground': '#f8f8f8',
  'inputValidation-errorBackground': '#5a1d1d',
  'inputValidation-errorBorder': '#be1100',
  'inputOption-activeBackground': '#2489db82',
  'inputOption-activeBorder': '#2488db',
  'inputOption-activeForeground': '#ffffff',
  'toolbar-hoverBackground': '#5a5d5e50',
  'toolbar-activeBackground': '#63666750',
  'textCodeBlock-background': '#2b2b2b',
  'textPreformat-foreground': '#d0d0d0',
  'textPreformat-background': '#3c3c3c',
  'scrollbarSlider-background': '#79797966',
};

const light: typeof dark = {
  foreground: '#3b3b3b',
  descriptionForeground: '#3b3b3b',
  errorForeground: '#f85149',
  focusBorder: '#005fb8',
  'icon-foreground': '#3b3b3b',
  'editor-background': '#ffffff',
  'editor-foreground': '#3b3b3b',
  'editorWarning-foreground': '#bf8803',
  'panel-border': '#e5e5e5',
  'editorWidget-border': '#e5e5e5',
  'list-hoverBackground': '#f2f2f2',
  'list-activeSelectionBackground': '#e8e8e8',
  'list-activeSelectionForeground': '#000000',
  'list-inactiveSelectionBackground': '#e4e6f1',
  'list-focusOutline': '#005fb8',
  'list-warningForeground': '#855f00',
  'charts-green': '#388a34',
  'charts-red': '#e51400',
  'charts-yellow': '#bf8803',
  'charts-blue': '#1a85ff',
  'badge-background': '#cccccc',
  'badge-foreground': '#3b3b3b',
  'inputValidation-errorBackground': '#f2dede',
  'inputValidation-errorBorder': '#be1100',
  'inputOption-activeBackground': '#bed6ed',
  'inputOption-activeBorder': '#005fb8',
  'inputOption-activeForeground': '#000000',
  'toolbar-hoverBackground': '#b8b8b850',
  'toolbar-activeBackground': '#a6a6a650',
  'textCodeBlock-background': '#f8f8f8',
  'textPreformat-foreground': '#3b3b3b',
  'textPreformat-background': '#0000001f',
  'scrollbarSlider-background': '#64646466',
};

/** High contrast has no selection colours; it draws borders. */
const highContrast = {
  foreground: '#ffffff',
  descriptionForeground: '#ffffffb3',
  errorForeground: '#f48771',
  focusBorder: '#f38518',
  contrastBorder: '#6fc3df',
  contrastActiveBorder: '#f38518',
  'icon-foreground': '#ffffff',
  'editor-background': '#000000',
  'editor-foreground': '#ffffff',
  'editorWarning-foreground': '#ffd370',
  'panel-border': '#6fc3df',
  'editorWidget-border': '#6fc3df',
  'list-warningForeground': '#ffd370',
  'charts-green': '#89d185',
  'charts-red': '#f48771',
  'charts-yellow': '#ffd370',
  'charts-blue': '#75beff',
  'badge-background': '#000000',
  'badge-foreground': '#ffffff',
  'inputValidation-errorBackground': '#5a1d1d',
  'inputValidation-errorBorder': '#be1100',
  'inputOption-activeBackground': '#00000000',
  'inputOption-activeForeground': '#ffffff',
  'toolbar-hoverOutline': '#f38518',
  'textCodeBlock-background': '#000000',
  'textPreformat-foreground': '#ffffff',
  'textPreformat-background': '#ffffff',
  'scrollbarSlider-background': '#6fc3df99',
};

const themes: Readonly<Record<ThemeName, Readonly<Record<string, string>>>> = { dark, light, highContrast };

/** The class that VS Code puts on the body. */
export const bodyClasses: Readonly<Record<ThemeName, string>> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  highContrast: 'vscode-high-contrast',
};

/** The theme's variables and VS Code's default style for webviews, as it stands before a page's own. */
export function themeStyle(theme: ThemeName): string {
  const variables = Object.entries({ ...fonts, ...themes[theme] }).map(
    ([name, value]) => `--vscode-${name}: ${value};`,
  );
  return `:root { ${variables.join(' ')} }
body { background-color: transparent; color: var(--vscode-editor-foreground); font-family: var(--vscode-font-family);
  font-size: var(--vscode-font-size); margin: 0; padding: 0 20px; }
code { font-family: monospace; color: var(--vscode-textPreformat-foreground);
  background-color: var(--vscode-textPreformat-background); padding: 1px 3px; border-radius: 4px; }
pre code { padding: 0; }`;
}
