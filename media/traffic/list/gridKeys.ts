// Which key does what in the list: VS Code's habits for lists, and one letter each for marks and notes.

/** What a key asks of the list. */
export type GridCommand =
  | { readonly kind: 'move'; readonly step: number; readonly extend: boolean }
  | { readonly kind: 'page'; readonly direction: 1 | -1; readonly extend: boolean }
  | { readonly kind: 'selectAll' | 'open' | 'pin' | 'cycleMark' | 'editNote' | 'copy' }
  | { readonly kind: 'problem'; readonly direction: 1 | -1 };

/** The command of a key press, if it has one. */
export function gridCommand(event: KeyboardEvent): GridCommand | undefined {
  const { key, shiftKey, altKey } = event;
  const hasControl = event.ctrlKey || event.metaKey;
  if (hasControl && !altKey && !shiftKey) {
    // Caps Lock makes capital letters of them.
    const letter = key.toLowerCase();
    return letter === 'a' ? { kind: 'selectAll' } : letter === 'c' ? { kind: 'copy' } : undefined;
  }
  if (altKey && !hasControl && !shiftKey) {
    return key === 'ArrowDown' || key === 'ArrowUp'
      ? { kind: 'problem', direction: key === 'ArrowDown' ? 1 : -1 }
      : undefined;
  }
  if (hasControl || altKey) {
    return undefined;
  }
  return plainCommand(key, shiftKey);
}

function plainCommand(key: string, extend: boolean): GridCommand | undefined {
  switch (key) {
    case 'ArrowDown':
      return { kind: 'move', step: 1, extend };
    case 'ArrowUp':
      return { kind: 'move', step: -1, extend };
    case 'Home':
      return { kind: 'move', step: -Infinity, extend };
    case 'End':
      return { kind: 'move', step: Infinity, extend };
    case 'PageDown':
      return { kind: 'page', direction: 1, extend };
    case 'PageUp':
      return { kind: 'page', direction: -1, extend };
    case 'Enter':
    case 'ArrowRight':
      return { kind: 'open' };
    case ' ':
      return { kind: 'pin' };
    case 'm':
    case 'M':
      return { kind: 'cycleMark' };
    case 'n':
    case 'N':
      return { kind: 'editNote' };
    default:
      return undefined;
  }
}
