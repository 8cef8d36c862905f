// `npm run build` and `npm run watch`: esbuild.mjs with the pinned Node, after an installation if one is due.
import { passOn } from './passOn.ts';

await passOn('esbuild.mjs', process.argv.slice(2));
