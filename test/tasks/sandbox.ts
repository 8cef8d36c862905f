// `npm run sandbox -- ...`: the local Azure alone, with the options that its own --help lists.
import { passOn } from './passOn.ts';

await passOn('test/sandbox/main.ts', process.argv.slice(2));
