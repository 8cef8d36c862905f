// Readers of command lines by the documented rules of cmd, the C runtime and PowerShell, written apart from our quoting. Each
// refuses what would run, redirect or expand anything.

/** The arguments that a Windows program gets from a line typed at the prompt of cmd. */
export function readCmdLine(line: string): string[] {
  return readCommandLine(removeCarets(expandPercents(line)));
}

/** At the prompt a name between two percent signs is replaced when there is such a variable: here every usual name is one. */
function expandPercents(line: string): string {
  let result = '';
  let at = 0;
  while (at < line.length) {
    const end = line[at] === '%' ? line.indexOf('%', at + 1) : -1;
    const name = end < 0 ? '' : line.slice(at + 1, end).split(':')[0]!;
    if (/^[\w ()=.\-#$'*+,;?@\\/~]+$/.test(name)) {
      result += 'EXPANDED';
      at = end + 1;
    } else {
      result += line[at++];
    }
  }
  return result;
}

function removeCarets(line: string): string {
  let result = '';
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    if (character === '^') {
      at++;
      if (at >= line.length || line[at] === '\n' || line[at] === '\r') {
        throw new Error('The line goes on in the next');
      }
      result += line[at]!;
    } else if ('"&|<>\r\n\0'.includes(character)) {
      throw new Error(`cmd would see ${JSON.stringify(character)} at ${at}`);
    } else {
      result += character;
    }
  }
  return result;
}

/** "Parsing C command-line arguments": 2n backslashes before a quote are n, and the quote then opens or closes. */
function readCommandLine(line: string): string[] {
  const words: string[] = [];
  let word = '';
  let isWord = false;
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const slashes = /^\\*/.exec(line.slice(at))![0].length;
    if (slashes > 0 && line[at + slashes] === '"') {
      word += '\\'.repeat(slashes >> 1);
      isWord = true;
      at += slashes;
      if (slashes % 2 === 1) {
        word += '"';
      } else {
        isQuoted = !isQuoted;
      }
    } else if (slashes > 0) {
      word += '\\'.repeat(slashes);
      isWord = true;
      at += slashes - 1;
    } else if (line[at] === '"') {
      isQuoted = !isQuoted;
      isWord = true;
    } else if ((line[at] === ' ' || line[at] === '\t') && !isQuoted) {
      words.push(...(isWord ? [word] : []));
      [word, isWord] = ['', false];
    } else {
      word += line[at]!;
      isWord = true;
    }
  }
  if (isQuoted) {
    throw new Error('A quote is open');
  }
  return [...words, ...(isWord ? [word] : [])];
}

/** What a command of PowerShell is given. */
export interface PowerShellCommand {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string | ReadonlyMap<string, string>>;
}

/** Reads one command with parameters whose values are literals, sums of literals and characters, or a table of these. */
export function readPowerShell(text: string): PowerShellCommand {
  return new PowerShellReader(text).command();
}

const quotes = "'\u2018\u2019\u201a\u201b";

class PowerShellReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  command(): PowerShellCommand {
    const name = this.#take(/[A-Z][a-z]+-[A-Z][A-Za-z]+/y);
    const parameters = new Map<string, string | ReadonlyMap<string, string>>();
    while (this.#at < this.#text.length) {
      this.#take(/ /y);
      const parameter = this.#take(/-[A-Za-z]+/y);
      const next = this.#text.slice(this.#at, this.#at + 2);
      parameters.set(parameter, next === '' || next === ' -' ? '' : (this.#take(/ /y), this.#argument()));
    }
    return { name, parameters };
  }

  #argument(): string | ReadonlyMap<string, string> {
    const bytes = '([System.Text.Encoding]::UTF8.GetBytes(';
    if (this.#text.startsWith('@{', this.#at)) {
      return this.#table();
    }
    if (this.#text.startsWith(bytes, this.#at)) {
      this.#at += bytes.length;
      const value = this.#value();
      this.#take(/\)\)/y);
      return value;
    }
    return this.#value();
  }

  #table(): ReadonlyMap<string, string> {
    const table = new Map<string, string>();
    this.#take(/@\{ /y);
    do {
      const key = this.#value();
      this.#take(/ = /y);
      if ([...table.keys()].some((known) => known.toLowerCase() === key.toLowerCase())) {
        throw new Error(`The key ${key} stands twice`);
      }
      table.set(key, this.#value());
    } while (this.#takeOptional(/; /y));
    this.#take(/ \}/y);
    return table;
  }

  #value(): string {
    if (!this.#takeOptional(/\(/y)) {
      return this.#literal();
    }
    let sum = this.#literal();
    while (this.#takeOptional(/ \+ /y)) {
      sum += this.#term();
    }
    this.#take(/\)/y);
    return sum;
  }

  #term(): string {
    const whole = this.#takeOptional(/\[char\]::ConvertFromUtf32\((\d+)\)/y);
    if (whole !== undefined) {
      return String.fromCodePoint(Number(/\((\d+)\)/.exec(whole)![1]));
    }
    const character = this.#takeOptional(/\[char\]\d+/y);
    return character === undefined ? this.#literal() : String.fromCharCode(Number(character.slice(6)));
  }

  /** In single quotes two quotes of any kind are one, and everything else is itself. */
  #literal(): string {
    if (!quotes.includes(this.#text[this.#at] ?? ' ')) {
      throw new Error(`No literal at ${this.#at}: ${this.#text.slice(this.#at, this.#at + 20)}`);
    }
    let value = '';
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at]!;
      if (!quotes.includes(character)) {
        value += character;
      } else if (quotes.includes(this.#text[this.#at + 1] ?? ' ')) {
        value += character;
        this.#at++;
      } else {
        this.#at++;
        return value;
      }
    }
    throw new Error('A quote is open');
  }

  #take(pattern: RegExp): string {
    const found = this.#takeOptional(pattern);
    if (found === undefined) {
      throw new Error(`Expected ${pattern.source} at ${this.#at}: ${this.#text.slice(this.#at, this.#at + 20)}`);
    }
    return found;
  }

  #takeOptional(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }
}
