// The live traffic page: the entry of its bundle. It loads the elements that it uses and starts the page.

import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { webviewTransport } from '../shared/webviewTransport.ts';
import { TrafficPage } from './trafficPage.ts';

const root = document.createElement('main');
document.body.append(root);
new TrafficPage(root, webviewTransport()).start();
