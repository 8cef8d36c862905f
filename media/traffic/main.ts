// The live traffic page: the entry of its bundle. It starts the page.

import { webviewTransport } from '../shared/webviewTransport.ts';
import { TrafficPage } from './trafficPage.ts';

const root = document.createElement('main');
document.body.append(root);
new TrafficPage(root, webviewTransport()).start();
