// A menu: items with keys as menus have them, checked ones, and lines between.

/** One line of a menu. */
export type MenuItem =
  | { readonly kind: 'separator' }
  | {
      readonly kind: 'item';
      readonly label: string;
      readonly icon?: string;
      readonly hint?: string;
      /** Makes it an item that is checked or not. */
      readonly isChecked?: boolean;
      readonly run: () => void;
    };

/** A line that does something. */
export function menuItem(
  label: string,
  run: () => void,
  more: { icon?: string; isChecked?: boolean; hint?: string } = {},
): MenuItem {
  return { kind: 'item', label, run, ...more };
}

/** Makes the element of a menu. @param close called before an item runs */
export function makeMenu(label: string, items: readonly MenuItem[], close: () => void): HTMLElement {
  const menu = document.createElement('div');
  menu.className = 'menu';
  menu.setAttribute('role', 'menu');
  menu.setAttribute('aria-label', label);
  menu.append(...items.map((item) => makeItem(item, close)));
  menu.addEventListener('keydown', (event) => onKey(menu, event));
  // The focus is moved when the menu is on the page.
  queueMicrotask(() => focusables(menu)[0]?.focus());
  return menu;
}

function makeItem(item: MenuItem, close: () => void): HTMLElement {
  const element = document.createElement('div');
  if (item.kind === 'separator') {
    element.className = 'separator';
    element.setAttribute('role', 'separator');
    return element;
  }
  element.className = 'item';
  element.tabIndex = -1;
  element.setAttribute('role', item.isChecked === undefined ? 'menuitem' : 'menuitemcheckbox');
  if (item.isChecked !== undefined) {
    element.setAttribute('aria-checked', String(item.isChecked));
  }
  const icon = document.createElement('span');
  icon.className = item.isChecked === true ? 'codicon codicon-check' : `codicon ${item.icon ?? 'codicon-blank'}`;
  icon.setAttribute('aria-hidden', 'true');
  const label = document.createElement('span');
  label.className = 'label';
  label.textContent = item.label;
  element.append(icon, label);
  if (item.hint !== undefined) {
    const hint = document.createElement('span');
    hint.className = 'hint';
    hint.textContent = item.hint;
    element.append(hint);
  }
  element.addEventListener('click', () => {
    close();
    item.run();
  });
  element.addEventListener('mousemove', () => element.focus());
  return element;
}

function focusables(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('.item')];
}

function onKey(menu: HTMLElement, event: KeyboardEvent): void {
  const items = focusables(menu);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next: Readonly<Record<string, number>> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  };
  if (event.key === 'Enter' || event.key === ' ') {
    items[at]?.click();
  } else if (next[event.key] !== undefined) {
    items[next[event.key] as number]?.focus();
  } else if (event.key.length === 1) {
    const letter = event.key.toLowerCase();
    const rotated = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    rotated.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter))?.focus();
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}
