// The page of an alert's payload: the entry of its bundle. It starts the page.

import { webviewTransport } from '../shared/webviewTransport.ts';
import { AlertPage } from './alertPage.ts';

const root = document.createElement('main');
document.body.append(root);
new AlertPage(root, webviewTransport()).start();
