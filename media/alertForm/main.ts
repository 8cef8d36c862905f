// The form of a metric alert: the entry of its bundle. It starts the page.

import { webviewTransport } from '../shared/webviewTransport.ts';
import { AlertFormPage } from './alertFormPage.ts';

const root = document.createElement('main');
document.body.append(root);
new AlertFormPage(root, webviewTransport()).start();
